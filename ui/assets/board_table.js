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
  if (!whole(d.table) && (view.sort || view.all || view.find) && state.asked !== d.token) {
    state.asked = d.token;
    state.set('event', { kind: 'rows' });
  }
  state.long = d.table.columns.map((c, i) => d.table.rows.some(r => r.cells[i][0].length > LONG));
  drawHeads(state, node(table, 'head', 'thead', ''), card, root);
  drawRows(state, node(table, 'body', 'tbody', ''));
  drawMore(state, card, root);
}

// Rows not shown at first are sent when they are asked for; the rows at hand stay as they are until then.
function whole(table) {
  return table.rows.length === table.count;
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
      Object.assign(view, view.sort === column.key ? { down: !view.down } : { sort: column.key, down: first });
      drawTable(state, root);
    });
    act.title = d.texts.sort.replace('{column}', column.title);
  });
}

function drawRows(state, body) {
  const { table } = state.data, shown = state.table.all ? undefined : table.shown;
  list(body, ordered(table, state.table).slice(0, shown), (r, i) => i, 'tr', '', (line, row) => {
    line.className = row.link ? 'xx-row xx-row-leads' : 'xx-row';
    line.onclick = row.link ? () => go(row.link.page, row.link.params) : null;
    list(line, row.cells, (c, i) => i, 'td', '', (cell, [words, , mark, note], i) => {
      const side = BY_TEXT.has(table.columns[i].unit) ? (state.long[i] ? 'xx-long' : 'xx-left') : 'xx-right';
      cell.className = mark ? `${side} xx-cell-${mark}` : side;
      cell.title = note ?? '';
      const name = words.trimStart();
      cell.classList.toggle('xx-within', i === 0 && name !== words);
      const place = linked(silent, cell, 'c', '', name, i === 0 ? row.link : null);
      if (mark === 'hollow') place.dataset.few = state.data.texts.few; else delete place.dataset.few;
    });
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
  const d = state.data, view = state.table, count = view.find ? matching(d.table, view.find).length : d.table.count;
  const foot = node(card, 'more', 'div', 'xx-foot'), more = count > d.table.shown;
  const words = view.all ? d.texts.show_less : d.texts.show_all.replace('{count}', count);
  button(foot, 'all', 'xx-small xx-more', more ? words : '', () => { view.all = !view.all; drawTable(state, root); });
  const found = [...new Set(d.table.columns.map(c => c.metric))].map(m => d.definitions[m]).filter(Boolean);
  button(foot, 'definitions', 'xx-small', found.length ? d.texts.definitions : '', () => define(state, found));
}
