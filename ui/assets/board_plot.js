// Figures: the drawing library loaded once, each figure drawn in place when it is about to be seen.

const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false };
const SIZES = new Set(['size', 'height', 'l', 'r', 't', 'b', 'xshift', 'yshift', 'standoff']);
const DATA = new Set(['x', 'y', 'z', 'text', 'hovertext', 'customdata', 'meta']);
const TALLEST = { trend: 1.8, bars: 1.6, waterfall: 1.6, funnel: 1.7, map: 1.5, dots: 1.4, heat: 1.4 };
const FILLS = 300;  // px a figure may always grow to, so that a short one fills its card beside a tall one
const LOW = 340;  // px, the height of a map on paper
const SHEET = 1380;  // px, what the style sheet brings between the margins of a landscape page

function library(url) {
  window.xxPlotly ??= new Promise((done, failed) => {
    if (window.Plotly) return done(window.Plotly);
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => done(window.Plotly);
    script.onerror = () => { window.xxPlotly = undefined; script.remove(); failed(new Error(url)); };
    document.head.appendChild(script);
  });
  return window.xxPlotly;
}

// The whole figure larger: texts, marks, lines and margins alike, so that nothing comes to overlap.
function scaled(part, k, parent) {
  if (Array.isArray(part)) return part.map(each => scaled(each, k, parent));
  if (part === null || typeof part !== 'object') return part;
  const larger = {};
  for (const [key, value] of Object.entries(part)) {
    const sized = SIZES.has(key) || (key === 'width' && parent === 'line');
    if (sized && typeof value === 'number') larger[key] = value * k;
    else if (sized && Array.isArray(value)) larger[key] = value.map(v => v * k);
    else if (typeof value === 'object' && !DATA.has(key)) larger[key] = scaled(value, k, key);
    else larger[key] = value;
  }
  return larger;
}

// Where there is room the figure says more: what differs from that of a phone rides along in its layout.
function roomy(figure, width) {
  const more = figure.layout.meta;
  if (!more?.from || width < more.from) return figure;
  const data = more.whole ? more.data : more.data.map((part, i) => ({ ...figure.data[i], ...part }));
  return roomy({ data, layout: { ...figure.layout, meta: undefined, ...more.layout } }, width);
}

function scaleOf(root) {
  return parseFloat(getComputedStyle(root).getPropertyValue('--xx-k')) || 1;
}

async function draw(state, card) {
  const chart = card.xxChart, holder = card.xxHolder;
  if (!chart || holder.hidden || card.xxDrawn === state.turn) return;
  card.xxDrawn = state.turn;
  try {
    const plotly = await library(state.data.plotly_url);
    let figure = chart.figure;
    const drawn = chart.outlines_url && await outlines(chart.outlines_url);
    if (card.xxChart !== chart || !card.isConnected) return;
    const k = state.scale, width = holder.clientWidth;
    figure = roomy(figure, width / k);
    if (drawn && !state.onPaper && !state.staged) fit(state, card, figure, drawn, width / k);
    const least = (card.xxTall ?? figure.layout.height) * k;
    const most = Math.max(least * TALLEST[chart.kind], FILLS * k);
    const height = state.staged ? holder.clientHeight : Math.min(Math.max(holder.clientHeight, least), most);
    if (drawn) figure = filled(figure, drawn, [width / k - 8, height / k - 8]);
    const plan = k === 1 ? figure : scaled(figure, k), layout = { ...plan.layout, meta: undefined, width, height };
    await plotly.react(card.xxPlot, plan.data, layout, CONFIG);
    listen(state, card);
    walkable(state, card);
    text(holder, 'wait', 'p', 'xx-wait', '');
  } catch (error) {
    card.xxDrawn = undefined;
    text(holder, 'wait', 'p', 'xx-wait', state.data.texts.failed);
    console.warn(error);
  }
}

// A map wider than high and alone in its row takes no more height than it fills; its card keeps that height.
function fit(state, card, figure, drawn, wide) {
  const [x, y] = bounds(figure, drawn), tall = (wide - 8) * (y[1] - y[0]) / (x[1] - x[0]) + 8;
  const alone = card.clientWidth > 0.9 * state.root.clientWidth, most = figure.layout.height;
  setTall(card, alone ? Math.min(Math.round(tall), most) : most);
}

function setTall(card, tall) {
  card.xxTall = tall;
  card.xxHolder.style.setProperty('--xx-h', tall);
}

function listen(state, card) {
  if (card.xxListening) return;
  card.xxListening = true;
  const linkOf = event => card.xxChart.links[event.points?.[0]?.customdata];
  card.xxPlot.on('plotly_click', event => { const link = linkOf(event); if (link) go(link.page, link.params); });
  card.xxPlot.on('plotly_hover', event => {
    const link = linkOf(event);
    card.xxPlot.classList.toggle('xx-leads', Boolean(link));
    rests(state, link && addressOf(link.page, link.params));
  });
  card.xxPlot.on('plotly_unhover', () => card.xxPlot.classList.remove('xx-leads'));
}

// What is in view now is drawn before the page counts as painted, the rest when it comes near.
async function drawCharts(state, turn) {
  const cards = [...state.cards.values()], near = [], far = [];
  state.scale = scaleOf(state.root);
  for (const card of cards) {
    const box = card.getBoundingClientRect();
    (box.top < innerHeight && box.bottom > 0 ? near : far).push(card);
  }
  for (const card of near) {
    await draw(state, card);  // no frame between two: it would cost half a figure, and the last one is waited for
    if (state.turn !== turn) return false;
  }
  for (const card of far) {
    state.watch.unobserve(card);
    state.watch.observe(card);
  }
  return true;
}

// On paper every figure is drawn, as wide as its card is there; maps lower, so that a row fits under the tiles.
function toPaper(state, wide) {
  state.root.style.width = wide ? `${SHEET}px` : '';
  state.onPaper = wide;
  state.root.toggleAttribute('data-paper', wide);
  for (const card of state.cards.values()) {
    if (card.xxChart.kind === 'map') setTall(card, wide ? LOW : card.xxChart.figure.layout.height);
  }
  for (const card of state.cards.values()) {
    if (wide || card.xxDrawn !== undefined) { card.xxDrawn = undefined; draw(state, card); }
  }
}

function watcher(state) {
  const queue = [];
  let busy = false;
  const work = async () => {
    if (busy) return;
    busy = true;
    while (queue.length) { await draw(state, queue.shift()); await pause(); }
    busy = false;
  };
  return new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) queue.push(entry.target);
    work();
  }, { root: scroller(state.root), rootMargin: '400px 0px' });
}

// Only the box that scrolls widens its margin for the watcher.
function scroller(root) {
  for (let box = root.parentElement; box && box !== document.body; box = box.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
  }
  return null;
}

// A new width draws again what is drawn, once the width has come to rest.
function resizing(state) {
  let width = 0, timer;
  return new ResizeObserver(() => {
    const now = state.root.clientWidth;
    if (!width || Math.abs(now - width) < 2) { width = width || now; return; }
    width = now;
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const card of state.cards.values()) card.xxDrawn = undefined;
      drawCharts(state, state.turn);
    }, 120);
  });
}
