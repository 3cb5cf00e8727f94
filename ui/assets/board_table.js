// The table of a page: sorted by its heads, first rows first, rows lead on.

const BY_TEXT = new Set(['text', 'date']);
const LONG = 18;  // characters: a text longer than this breaks over lines
const silent = { set: () => {} };  // a click on the name reaches the row, which follows the link once

function drawTable(state, root) {
  const d = state.data, card = node(root, 'table', 'section', 'xx-card xx-table-card');
  card.hidden = !d.table;
  card.classList.toggle('xx-reference', d.reference);
  if (!d.table) return;
  const view = state.table;
  if (view.sort && !d.table.columns.some(c => c.key === view.sort)) view.sort = '';
  const top = node(card, 'top', 'div', 'xx-table-top');
  text(top, 'title', 'h2', 'xx-card-title', d.table.title);
  drawFind(state, top, () => drawTable(state, root));
  const files = node(top, 'files', 'span', 'xx-buttons');
  for (const what of ['xlsx', 'csv']) {
    const ask = () => state.set('event', { kind: 'download', what });
    button(files, what, 'xx-small', d.texts['download_' + what], ask);
  }
  text(card, 'note', 'p', 'xx-subtitle', d.table.note);
  movedLine(state, card, d.table.moved, { table: true });
  const frame = node(card, 'frame', 'div', 'xx-scroll');
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', d.table.title);
  const table = node(frame, 'table', 'table', 'xx-table');
  askRows(state);
  const { rows, count, settled } = listed(state), shown = rows.slice(0, shownOf(state));
  table.setAttribute('aria-rowcount', count + 1);
  table.setAttribute('aria-busy', !settled);
  state.long = d.table.columns.map((c, i) => shown.some(r => r.cells[i][0].length > LONG));
  drawHeads(state, node(table, 'head', 'thead', ''), card, root);
  drawRows(state, node(table, 'body', 'tbody', ''), shown);
  drawNext(state, frame, () => drawTable(state, root));
  drawMore(state, card, root);
}

function drawHeads(state, head, card, root) {
  const d = state.data, view = state.table;
  list(node(head, 'row', 'tr', ''), d.table.columns, c => c.key, 'th', '', (cell, column, i) => {
    cell.scope = 'col';
    cell.className = BY_TEXT.has(column.unit) ? (state.long[i] ? 'xx-long' : '') : 'xx-right';
    const way = view.sort === column.key ? (view.down ? 'descending' : 'ascending') : 'none';
    cell.setAttribute('aria-sort', way);
    const act = button(cell, 'sort', 'xx-sort', column.title, () => {
      const first = !BY_TEXT.has(column.unit);
      Object.assign(view, view.sort === column.key ? { down: !view.down } : { sort: column.key, down: first }, { upto: PART });
      drawTable(state, root);
    });
    act.title = d.texts.sort.replace('{column}', column.title);
  });
}

// A line that says the same as before is left as it is: of thousands only the last ones are new.
function drawRows(state, body, rows) {
  const text = i => (state.long[i] ? 'xx-long' : 'xx-left');
  const sides = state.data.table.columns.map((c, i) => (BY_TEXT.has(c.unit) ? text(i) : 'xx-right')), laid = sides.join();
  list(body, rows, (r, i) => i, 'tr', '', (line, row, at) => {
    if (line.xxRow === row && line.xxLaid === laid) return;
    Object.assign(line, { xxRow: row, xxLaid: laid });
    line.setAttribute('aria-rowindex', at + 2);
    drawLine(state, line, row, sides);
  });
}

function drawLine(state, line, row, sides) {
  line.className = row.link ? 'xx-row xx-row-leads' : 'xx-row';
  line.onclick = row.link ? () => go(row.link.page, row.link.params) : null;
  leads(line, row.link?.page, row.link?.params);
  list(line, row.cells, (c, i) => i, 'td', '', (cell, [words, , mark, note], i) => {
    cell.className = mark ? `${sides[i]} xx-cell-${mark}` : sides[i];
    cell.title = note ?? '';
    const name = words.trimStart();
    cell.classList.toggle('xx-within', i === 0 && name !== words);
    const place = linked(silent, cell, 'c', '', name, i === 0 ? row.link : null);
    if (mark === 'hollow') place.dataset.few = state.data.texts.few; else delete place.dataset.few;
  });
}

// Rows without a number always come last, whichever way the rest is sorted.
function ordered(table, view) {
  const at = table.columns.findIndex(c => c.key === view.sort), rows = matching(table, view.find);
  if (at < 0 || !whole(table)) return rows;
  const words = BY_TEXT.has(table.columns[at].unit), sign = view.down ? -1 : 1;
  const spell = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true }).compare;
  const value = row => words ? row.cells[at][0] : row.cells[at][1];
  return [...rows].sort((a, b) => {
    const x = value(a) ?? null, y = value(b) ?? null;
    if (x === null || y === null) return (x === null) - (y === null);
    return sign * (words ? spell(x, y) : x - y);
  });
}

function drawMore(state, card, root) {
  const d = state.data, view = state.table, { rows, count } = listed(state), shown = Math.min(shownOf(state), rows.length);
  const foot = node(card, 'more', 'div', 'xx-foot'), more = count > d.table.shown;
  const words = view.all ? d.texts.show_less : d.texts.show_all.replace('{count}', count);
  button(foot, 'all', 'xx-small xx-more', more ? words : '', () => { Object.assign(view, { all: !view.all, upto: PART }); drawTable(state, root); });
  text(foot, 'printed', 'span', 'xx-printed', shown < count ? d.texts.printed.replace('{shown}', shown).replace('{count}', count) : '');
  const found = [...new Set(d.table.columns.map(c => c.metric))].map(m => d.definitions[m]).filter(Boolean);
  button(foot, 'definitions', 'xx-small', found.length ? d.texts.definitions : '', () => define(state, found));
}
