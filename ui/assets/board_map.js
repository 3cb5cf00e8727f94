// Outlines of a map: fetched once for each address, then joined with the traces that name regions.

function outlines(url) {
  const known = window.xxOutlines ??= {};
  known[url] ??= fetch(url).then(answer => {
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    return answer.json();
  }).catch(error => { delete known[url]; throw error; });
  return known[url];
}

function joined(trace, regions, scale) {
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
  if (!trace.meta.sizes) return { ...trace, x, y };
  const free = uncrowded(trace.meta.sizes, x, y, scale), of = list => free.map(i => list[i]);
  return { ...trace, text: of(trace.text), x: of(x), y: of(y) };
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

// Which names have room: those that would lie on an earlier one are left out, and hovering still says them. An empty
// text in their place would leave no room for a name there at the next click.
function uncrowded(sizes, x, y, scale) {
  const taken = [];
  return sizes.flatMap(([wide, tall], i) => {
    const free = x[i] !== null && taken.every(t =>
      Math.abs(x[i] - t.x) * scale >= (wide + t.wide) / 2 || Math.abs(y[i] - t.y) * scale >= (tall + t.tall) / 2);
    if (free) taken.push({ x: x[i], y: y[i], wide, tall });
    return free ? [i] : [];
  });
}

// Ranges that hold the regions of the figure with a little air; the whole sheet if none has an outline.
function bounds(figure, drawn) {
  const low = [Infinity, Infinity], high = [-Infinity, -Infinity];
  for (const code of figure.data.flatMap(t => t.meta?.codes ?? [])) {
    for (const ring of drawn.regions[code] ?? []) {
      ring.forEach((v, i) => { low[i % 2] = Math.min(low[i % 2], v); high[i % 2] = Math.max(high[i % 2], v); });
    }
  }
  if (low[0] === Infinity) return [[0, 1000 * drawn.aspect], [0, 1000]];
  const air = 0.02 * Math.max(high[0] - low[0], high[1] - low[1]);
  return [0, 1].map(i => [low[i] - air, high[i] + air]);
}

// `room` is the px across and down at the size of texts in the figure.
function filled(figure, drawn, room) {
  const [x, y] = bounds(figure, drawn), { xaxis, yaxis } = figure.layout;
  const scale = Math.min(room[0] / (x[1] - x[0]), room[1] / (y[1] - y[0]));
  const layout = { ...figure.layout, xaxis: { ...xaxis, range: x }, yaxis: { ...yaxis, range: [y[1], y[0]] } };
  return { data: figure.data.map(t => joined(t, drawn.regions, scale)), layout };
}
