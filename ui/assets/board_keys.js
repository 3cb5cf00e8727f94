// Points of a figure by keyboard: one stop a figure, arrows walk its points, Enter follows, Escape leaves.

const STEPS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 };
const ACROSS = new Set(['ArrowDown', 'ArrowUp']);  // in figures of series or rows: the same place in the next one

function walkable(state, card) {
  const plot = card.xxPlot;
  if (state.staged) return;
  plot.tabIndex = 0;
  plot.setAttribute('role', 'application');
  plot.onfocus = () => { if (plot.matches(':focus-visible')) point(state, card, card.xxAt ?? 0); };
  plot.onblur = () => leavePoint(state, plot);
  plot.onkeydown = event => walk(state, card, event);
}

// Where every drawn mark stands in the figure, in the order of the marks: [mark, what the library calls that place].
function drawnPoints(plot) {
  const found = new Map();
  plot.data.forEach((trace, curveNumber) => {
    const values = trace.z?.flat() ?? trace.y, wide = trace.z?.[0].length;
    (trace.customdata ?? []).flat().forEach((mark, i) => {
      if ((values[i] ?? null) === null) return;
      const place = wide ? { xval: i % wide, yval: Math.floor(i / wide) } : { pointNumber: i };
      found.set(mark, [mark, { curveNumber, ...place }]);
    });
  });
  return [...found.values()].sort((a, b) => a[0] - b[0]);
}

function walk(state, card, event) {
  const points = drawnPoints(card.xxPlot), at = Math.min(card.xxAt ?? 0, points.length - 1), mark = points[at]?.[0];
  if (event.altKey || event.ctrlKey || event.metaKey || mark === undefined) return;
  if (event.key in STEPS) point(state, card, stepped(card.xxChart, points, at, event.key));
  else if (event.key === 'Home') point(state, card, 0);
  else if (event.key === 'End') point(state, card, points.length - 1);
  else if (event.key === 'Escape') card.xxPlot.blur();
  else if (event.key === 'Enter') { const link = card.xxChart.links[mark]; if (link) go(link.page, link.params); }
  else return;
  event.preventDefault();
}

function stepped(chart, points, at, key) {
  const { rows, texts } = chart.view, by = STEPS[key], last = points.length - 1;
  const [series, place] = rows[points[at][0]];
  if (texts > 1 && ACROSS.has(key)) {
    for (let i = at + by; i >= 0 && i <= last; i += by) {
      const [other, same] = rows[points[i][0]];
      if (other !== series && same === place) return i;
    }
    return at;
  }
  return Math.min(Math.max(at + by, 0), last);
}

// The same tooltip as under the pointer, and its words for those who listen.
function point(state, card, at) {
  const points = drawnPoints(card.xxPlot), { view, links } = card.xxChart;
  card.xxAt = Math.min(at, points.length - 1);
  if (!points.length) return;
  const [mark, place] = points[card.xxAt];
  window.Plotly.Fx.hover(card.xxPlot, [place]);
  const words = [...view.rows[mark].filter(Boolean), links[mark] ? state.data.texts.point_leads : ''];
  spoken(state).textContent = words.filter(Boolean).join(' · ');
}

function leavePoint(state, plot) {
  window.Plotly?.Fx.unhover(plot);
  spoken(state).textContent = '';
}

function spoken(state) {
  const line = node(state.root, 'spoken', 'p', 'xx-spoken');
  line.setAttribute('role', 'status');
  return line;
}
