// In front of people: one thing at a time over the whole screen, large, from numbers that do not change meanwhile.

const WIDE = 1280, HIGH = 720;  // px at which texts of a slide have their plain size
const AHEAD = new Set(['ArrowRight', 'ArrowDown', 'PageDown', ' ', 'Enter']);
const COLUMNS = 7;  // of a table on one slide, beside its first
const BY_ROWS = new Set(['dots', 'heat']);
const BACK = new Set(['ArrowLeft', 'ArrowUp', 'PageUp', 'Backspace']);

// `boards` are pages as the server sends them; `mark` leads back to their pack.
function openStage(boards, mark) {
  const pages = boards.map(unlinked), root = document.createElement('div'), before = document.activeElement;
  const stage = { root, mark, slides: pages.flatMap(slidesOf), at: 0, turn: 0, texts: pages[0].texts };
  root.className = 'xx-board xx-stage';
  root.lang = pages[0].lang === 'zh' ? 'zh-CN' : pages[0].lang;
  root.tabIndex = -1;
  root.setAttribute('role', 'dialog');
  root.setAttribute('aria-modal', 'true');
  document.body.appendChild(root);
  const keys = event => onKey(stage, event), resized = () => showSlide(stage, stage.at);
  const left = () => { if (stage.full && !document.fullscreenElement) stage.close(); };
  stage.close = () => {
    removeEventListener('keydown', keys, true);
    removeEventListener('resize', resized);
    document.removeEventListener('fullscreenchange', left);
    if (document.fullscreenElement) document.exitFullscreen();
    root.remove();
    before?.focus?.();
  };
  addEventListener('keydown', keys, true);
  addEventListener('resize', resized);
  document.addEventListener('fullscreenchange', left);
  // Refused where nobody has just clicked; the slides cover the window all the same.
  root.requestFullscreen?.().then(() => { stage.full = true; }, () => {});
  root.focus();
  showSlide(stage, 0);
}

// What is shown leads nowhere: the audience would see another page. Why a number moved is a question of its own.
function unlinked(board) {
  const bare = structuredClone(board);
  for (const chart of bare.charts) chart.links = chart.links.map(() => null);
  for (const tile of bare.tiles) Object.assign(tile, { link: null, moved: '' });
  for (const said of [bare.sentence, ...bare.findings, ...bare.actions, ...bare.remarks]) if (said) said.link = null;
  for (const row of bare.table?.rows ?? []) {
    row.link = null;
    for (const cell of row.cells) cell[0] = cell[0].replace(' ⟳', '');
  }
  return bare;
}

function slidesOf(data) {
  const slides = [{ data, draw: drawOpening }];
  if (data.tiles.length) slides.push({ data, draw: drawNumbers });
  for (const chart of data.charts) slides.push({ data, chart, draw: drawOne });
  if (data.findings.length || data.actions.length || data.remarks.length) slides.push({ data, draw: drawWords });
  if (data.table?.rows.length) slides.push(...partsOf(data.table).map(table => ({ data: { ...data, table }, draw: drawRowsThatFit })));
  return slides;
}

// A wide table as several of as few columns as can be read from afar, each beside the first one.
function partsOf(table) {
  const rest = table.columns.length - 1, count = Math.max(Math.ceil(rest / COLUMNS), 1), each = Math.ceil(rest / count);
  return Array.from({ length: count }, (_, i) => {
    const kept = cells => [cells[0], ...cells.slice(1 + i * each, 1 + (i + 1) * each)];
    const title = count > 1 ? `${table.title} (${i + 1}/${count})` : table.title;
    return { ...table, title, columns: kept(table.columns), rows: table.rows.map(row => ({ ...row, cells: kept(row.cells) })) };
  });
}

function onKey(stage, event) {
  event.stopPropagation();
  if (event.key === 'Escape') stage.close();
  else if (AHEAD.has(event.key)) showSlide(stage, stage.at + 1);
  else if (BACK.has(event.key)) showSlide(stage, stage.at - 1);
  else if (event.key === 'Home') showSlide(stage, 0);
  else if (event.key === 'End') showSlide(stage, stage.slides.length - 1);
  else return;
  event.preventDefault();
}

async function showSlide(stage, at) {
  const { root, slides } = stage, old = root.xxNodes?.get('slide');
  stage.at = Math.min(Math.max(at, 0), slides.length - 1);
  const slide = slides[stage.at], state = stateOfSlide(stage, slide);
  if (old) { for (const plot of old.querySelectorAll('.xx-plot')) window.Plotly?.purge(plot); old.remove(); root.xxNodes.delete('slide'); }
  root.setAttribute('aria-label', slide.data.title);
  const head = node(root, 'head', 'div', 'xx-stage-head');
  text(head, 'title', 'span', '', slide.data.title);
  text(head, 'synthetic', 'span', 'xx-synthetic', slide.data.synthetic);
  const box = node(root, 'slide', 'div', 'xx-slide');
  drawFoot(stage, slide);
  root.insertBefore(box, root.xxNodes.get('foot'));
  await slide.draw(state, box, slide);
  root.dataset.shown = stage.at;
}

function stateOfSlide(stage, { data }) {
  const scale = Math.min(innerWidth / WIDE, innerHeight / HIGH);
  stage.root.style.setProperty('--xx-k', scale * 1.5);
  return { root: stage.root, data, set() {}, cards: new Map(), table: { sort: '', down: false, all: false }, staged: true,
    scale, turn: ++stage.turn };
}

function drawFoot(stage, { data }) {
  const t = stage.texts, foot = node(stage.root, 'foot', 'div', 'xx-stage-foot');
  text(foot, 'stamp', 'span', '', [data.stamp, stage.mark].filter(Boolean).join(' · '));
  const buttons = node(foot, 'steps', 'span', 'xx-stage-steps');
  const steps = [['back', '‹', () => showSlide(stage, stage.at - 1)], ['next', '›', () => showSlide(stage, stage.at + 1)],
    ['end', '×', stage.close]];
  for (const [key, sign, act] of steps) {
    const step = button(buttons, key, 'xx-small', sign, act);
    step.title = step.ariaLabel = t['present_' + key];
  }
  const count = text(foot, 'count', 'span', '', `${stage.at + 1} / ${stage.slides.length}`);
  count.setAttribute('aria-live', 'polite');
}

function drawOpening(state, box) {
  const d = state.data;
  text(box, 'title', 'h1', 'xx-stage-title', d.title);
  const said = node(box, 'sentence', 'p', 'xx-sentence');
  said.hidden = !d.sentence;
  if (d.sentence) lead(state, said, d.sentence);
  text(box, 'empty', 'p', 'xx-sentence', d.empty);
  text(box, 'meta', 'p', 'xx-meta', d.meta);
  list(node(box, 'notices', 'ul', 'xx-notices'), d.notices, (n, i) => i, 'li', '', (e, n) => { e.textContent = n; });
}

function drawNumbers(state, box) {
  drawTiles(state, box);
  shrunk(box, box.firstChild, 1.5 * state.scale);
}

async function drawOne(state, box, { chart }) {
  const card = node(box, 'card', 'section', 'xx-card xx-chart');
  fillCard(state, card, chart);
  // Texts of a figure as large as all of it fits; figures of rows grow with their rows, the others have air.
  const room = card.xxHolder.clientHeight / chart.figure.layout.height, least = BY_ROWS.has(chart.kind) ? 1 : 1.35;
  state.scale = Math.min(1.6 * state.scale, Math.max(room, least * state.scale));
  await draw(state, card);
}

function drawWords(state, box) {
  drawSaid(state, box);
  shrunk(box, box.firstChild, 1.5 * state.scale);
}

// As many rows as there is room for; how many there are is said.
function drawRowsThatFit(state, box) {
  const d = state.data, every = d.table.rows;
  drawTable(state, box);
  const card = box.firstChild, body = card.querySelector('tbody'), wide = card.querySelector('.xx-table').scrollWidth;
  const size = Math.min(1.35, 1.35 * (card.querySelector('.xx-scroll').clientWidth / wide));
  state.root.style.setProperty('--xx-k', Math.max(size, 0.62) * state.scale);
  const lines = [...body.children], low = box.getBoundingClientRect().bottom - 36 * state.scale;
  const shown = Math.max(lines.findIndex(line => line.getBoundingClientRect().bottom > low), 0) || lines.length;
  lines.slice(shown).forEach(line => { line.hidden = true; });
  const words = state.data.texts.present_more.replace('{shown}', shown).replace('{count}', d.table.count);
  text(card, 'rest', 'p', 'xx-subtitle', shown < d.table.count || every.length < d.table.count ? words : '');
}

// Type a little smaller until all of it can be seen.
function shrunk(box, inner, k) {
  for (let size = k; size > 0.5 * k; size *= 0.94) {
    box.parentElement.style.setProperty('--xx-k', size);
    if (inner.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1) return;
  }
}
