// Outlines of a map: fetched once for each address, then joined with the traces that name regions.

function outlines(url) {
  const known = window.xxOutlines ??= {};
  known[url] ??= fetch(url).then(answer => {
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    return answer.json();
  }).catch(error => { delete known[url]; throw error; });
  return known[url];
}

function joined(trace, regions) {
  if (!trace.meta) return trace;
  const x = [], y = [];
  for (const code of trace.meta.codes ?? []) {
    for (const ring of regions[code] ?? []) {
      for (let i = 0; i < ring.length; i += 2) { x.push(ring[i]); y.push(ring[i + 1]); }
      x.push(ring[0], null);
      y.push(ring[1], null);
    }
  }
  for (const code of trace.meta.centres ?? []) {
    const at = regions[code] ? centre(regions[code]) : [null, null];
    x.push(at[0]);
    y.push(at[1]);
  }
  return { ...trace, x, y };
}

function centre(rings) {
  const best = rings.reduce((a, b) => Math.abs(moments(b)[0]) > Math.abs(moments(a)[0]) ? b : a);
  const [area, x, y] = moments(best);
  return area ? [x / (3 * area), y / (3 * area)] : [best[0], best[1]];
}

function moments(ring) {
  let area = 0, across = 0, down = 0;
  for (let i = 0, n = ring.length; i < n; i += 2) {
    const x0 = ring[i], y0 = ring[i + 1], x1 = ring[(i + 2) % n], y1 = ring[(i + 3) % n], cross = x0 * y1 - x1 * y0;
    area += cross;
    across += (x0 + x1) * cross;
    down += (y0 + y1) * cross;
  }
  return [area, across, down];
}

function filled(figure, drawn) {
  const xaxis = { ...figure.layout.xaxis, range: [0, 1000 * drawn.aspect] };
  return { data: figure.data.map(t => joined(t, drawn.regions)), layout: { ...figure.layout, xaxis } };
}
