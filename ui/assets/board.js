// Draws one page, a Board, in place: texts and tiles first, then charts as they come into view.

const decoder = new TextDecoder();
const SLOW = 2000;  // ms

function stateOf(parent) {
  let state = parent.xxState;
  if (state) return state;
  const root = document.createElement('div');
  root.className = 'xx-board';
  parent.appendChild(root);
  state = parent.xxState = { root, cards: new Map(), table: { sort: '', down: false, all: false }, turn: 0, kept: new Map() };
  const page = document.createElement('div');
  page.className = 'xx-page';
  root.appendChild(page);
  state.page = page;
  state.watch = watcher(state);
  state.resize = resizing(state);
  state.resize.observe(root);
  state.paper = () => toPaper(state, true);
  state.screen = () => toPaper(state, false);
  state.moved = () => {
    const found = state.kept.get(keyOfAddress());
    if (found) take(state, found); else waits(state);
  };
  state.over = event => restsOn(state, event.target);
  addEventListener('beforeprint', state.paper);
  addEventListener('afterprint', state.screen);
  addEventListener('popstate', state.moved);
  for (const name of ['pointerover', 'focusin']) addEventListener(name, state.over);
  return state;
}

async function render(state) {
  const turn = ++state.turn, { data, root, page } = state, marks = document.documentElement.dataset;
  root.lang = data.lang === 'zh' ? 'zh-CN' : data.lang;
  root.toggleAttribute('data-projector', data.projector);
  drawHead(state, page);
  drawTiles(state, page);
  drawCards(state, page);
  const later = below(page) ? () => drawLower(state, page) : undefined;
  if (!later) drawLower(state, page);
  toExample(state);
  save(state, data.download);
  await painted();
  if (state.turn !== turn) return;
  marks.tiles = data.token;
  if (await drawCharts(state, turn) && state.turn === turn) {
    await painted();
    marks.painted = data.token;
    later?.();
    fetchAhead(state);
  }
}

// Words and table stand under the charts; where they are out of view, they are drawn after what is seen.
function drawLower(state, page) {
  const { data } = state;
  for (const part of data.reference ? [drawTable, drawSaid] : [drawSaid, drawTable]) part(state, page);
  text(page, 'stamp', 'p', 'xx-stamp', data.stamp);
}

function below(page) {
  const charts = page.xxNodes.get('charts');
  return charts.nextElementSibling && charts.getBoundingClientRect().bottom > innerHeight;
}

// Another page begins empty: its parts stand in another order.
function turnPage(state) {
  for (const card of state.cards.values()) window.Plotly?.purge(card.xxPlot);
  state.cards.clear();
  state.table = { sort: '', down: false, all: false };
  state.page.replaceChildren();
  state.page.xxNodes = undefined;
}

// An answer that takes long: what was asked before turns pale, and that is said. Most are there before anybody could read it.
function waits(state) {
  clearTimeout(state.slow);
  if (state.data) state.slow = setTimeout(() => {
    text(state.root, 'working', 'p', 'xx-working', state.data.texts.working).setAttribute('role', 'status');
    state.root.toggleAttribute('data-slow', true);
  }, SLOW);
}

// Draws what is not yet drawn of a page.
function take(state, given) {
  clearTimeout(state.slow);
  state.root.toggleAttribute('data-slow', false);
  if (state.data && state.data.page !== given.page) turnPage(state);
  const same = state.data?.token === given.token;
  state.data = given;
  if (!same) render(state);
  if (!same) return;
  if (!given.part && lacking(state)) state.asked = '';  // an answer to another question came in between
  if (given.rows || given.part || lacking(state)) drawTable(state, state.page);
  save(state, given.download);
  if (document.documentElement.dataset.painted === given.token) fetchAhead(state);
}

function leave(state, parent) {
  if (state.root.isConnected) return;
  clearTimeout(state.slow);
  state.watch.disconnect();
  state.resize.disconnect();
  removeEventListener('beforeprint', state.paper);
  removeEventListener('afterprint', state.screen);
  removeEventListener('popstate', state.moved);
  for (const name of ['pointerover', 'focusin']) removeEventListener(name, state.over);
  for (const card of state.cards.values()) window.Plotly?.purge(card.xxPlot);
  parent.xxState = undefined;
}

// A pack brings its pages along and is shown at once, each order of it once.
function present(given, parent) {
  if (parent.xxShown !== given.nonce) openStage(given.deck, given.mark);
  parent.xxShown = given.nonce;
}

export default function ({ data, parentElement, setTriggerValue }) {
  answered();
  const given = JSON.parse(decoder.decode(data));
  if (given.deck) return present(given, parentElement);
  const state = stateOf(parentElement);
  state.set = setTriggerValue;
  if (given.rows) given.table.rows = given.rows;
  if (given.part) receive(state, given);
  if (given.asked) keep(state, given);
  if (!given.asked || !state.data || !late(state, given)) take(state, given);
  // The host also calls this between two runs; only a root that has left the page is taken down.
  return () => setTimeout(() => leave(state, parentElement));
}
