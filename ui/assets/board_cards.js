// Chart cards: finding, what is measured, the figure or its table, three small buttons.

function drawCards(state, root) {
  const d = state.data, grid = node(root, 'charts', 'div', 'xx-charts');
  state.cards.clear();
  list(grid, d.charts, c => c.id, 'section', 'xx-card xx-chart', (card, chart) => fillCard(state, card, chart),
    card => window.Plotly?.purge(card.xxPlot));
}

// The example that a chart's link leads to, once the whole page stands: before that its end would be too near to scroll to it.
function toExample(state) {
  const marks = document.documentElement.dataset;
  if (state.data.page !== state.data.guide || !marks.guide) return;
  state.cards.get(marks.guide)?.scrollIntoView();
  delete marks.guide;
}

function fillCard(state, card, chart) {
  const t = state.data.texts;
  state.cards.set(chart.id, card);
  card.xxChart = chart;
  card.dataset.kind = chart.kind;
  text(card, 'title', 'h2', 'xx-card-title', chart.title);
  text(card, 'subtitle', 'p', 'xx-subtitle', chart.subtitle);
  const holder = card.xxHolder = node(card, 'figure', 'div', 'xx-figure');
  holder.style.setProperty('--xx-h', card.xxTall ?? chart.figure.layout.height);
  if (!card.xxPlot) text(holder, 'wait', 'p', 'xx-wait', t.loading);
  card.xxPlot = node(holder, 'plot', 'div', 'xx-plot');
  card.xxPlot.setAttribute('role', 'img');
  card.xxPlot.setAttribute('aria-label', chart.alt);
  fillKeys(node(card, 'keys', 'ul', 'xx-keys'), chart);
  const view = node(card, 'view', 'div', 'xx-view');
  view.tabIndex = 0;
  view.setAttribute('role', 'region');
  view.setAttribute('aria-label', chart.title);
  movedLine(state, card, chart.moved, { chart: chart.id });
  const foot = node(card, 'foot', 'div', 'xx-foot');
  text(foot, 'said', 'span', '', [chart.foot, chart.source].filter(Boolean).join(' · '));
  fillButtons(state, node(foot, 'buttons', 'span', 'xx-buttons'), card, chart);
  show(state, card, card.dataset.view === 'table');
}

// What a sealed pack said otherwise: one click shows it.
function movedLine(state, card, words, place) {
  const line = button(card, 'moved', 'xx-moved xx-moved-line', words && '⟳ ' + words, () => state.set('event', { kind: 'moved', ...place }));
  line.title = state.data.texts.moved;
}

function fillButtons(state, parent, card, chart) {
  const t = state.data.texts;
  const turn = () => show(state, card, card.dataset.view !== 'table', true);
  card.xxToggle = button(parent, 'table', 'xx-small', t.view_table, turn);
  const ask = () => state.set('event', { kind: 'download', what: 'png', chart: chart.id });
  button(parent, 'png', 'xx-small', t.picture, ask);
  const defined = state.data.definitions[chart.metric];
  button(parent, 'definition', 'xx-small', defined ? t.definition : '', () => define(state, [defined]));
  const guide = state.data.guide, asked = () => { document.documentElement.dataset.guide = chart.kind; go(guide, []); };
  button(parent, 'guide', 'xx-small', state.data.page === guide ? '' : t.guide, asked);
}

// Figure or table; the table is only built while it is looked at.
function show(state, card, asTable, byHand) {
  const t = state.data.texts, view = card.xxNodes.get('view');
  card.dataset.view = asTable ? 'table' : 'figure';
  card.xxToggle.textContent = asTable ? t.view_chart : t.view_table;
  view.hidden = !asTable;
  card.xxHolder.hidden = asTable;
  if (asTable) fillView(state, view, card.xxChart);
  else view.replaceChildren();
  if (!asTable && byHand) { card.xxDrawn = undefined; draw(state, card); }
}

function fillView(state, view, chart) {
  const table = document.createElement('table'), { heads, rows, texts } = chart.view;
  table.className = 'xx-table';
  const top = table.createTHead().insertRow();
  heads.forEach((words, i) => {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = words;
    if (i >= texts && i < heads.length - 1) cell.className = 'xx-right';
    top.appendChild(cell);
  });
  const body = table.createTBody();
  rows.forEach((row, r) => {
    const line = body.insertRow();
    row.forEach((words, i) => {
      const cell = document.createElement(i === 0 ? 'th' : 'td');
      if (i === 0) cell.scope = 'row';
      if (i >= texts && i < heads.length - 1) cell.className = 'xx-right';
      if (i === 0) linked(state, cell, 'c', '', words, chart.links[r]); else cell.textContent = words;
      line.appendChild(cell);
    });
  });
  view.replaceChildren(table);
}

function fillKeys(parent, chart) {
  list(parent, chart.keys, (k, i) => i, 'li', '', (e, key) => {
    e.className = 'xx-key xx-key-' + key.shape;
    const sign = node(e, 'sign', 'i', 'xx-sign');
    sign.style.background = key.colour;
    text(e, 'text', 'span', '', key.text);
  });
}
