// Rows of a table. One of thousands of lines is sorted and found by the server, and comes and is drawn in parts, as a reader goes
// down it; others come whole when they are first sorted, found or opened.

const PART = 100;  // rows
const TYPED = 250;  // ms of rest before a word typed above a table of thousands is looked for

// The rows in the order asked for, how many there are, and whether they are yet what was asked for.
function listed(state) {
  const { table } = state.data, view = state.table;
  if (whole(table) || !table.long) {
    const rows = ordered(table, view);
    return { rows, count: view.find ? rows.length : table.count, settled: whole(table) || !asks(view) };
  }
  if (!asks(view)) return { rows: table.rows, count: table.count, settled: true };
  const part = state.part?.token === state.data.token ? state.part : undefined;
  return { rows: part?.rows ?? table.rows, count: part?.found ?? table.count, settled: part?.order === orderOf(view) };
}

// Rows not shown at first are sent when they are asked for; the rows at hand stay as they are until then.
function whole(table) {
  return table.rows.length === table.count;
}

function asks(view) {
  return Boolean(view.sort || view.all || view.find);
}

function orderOf({ sort, down, find }) {
  return JSON.stringify([sort, Boolean(sort && down), find ?? '']);
}

function shownOf(state) {
  const { table } = state.data;
  if (!state.table.all) return table.shown;
  return table.long ? state.table.upto ?? PART : table.count;
}

// Asks for what is wanted and not at hand, once.
function askRows(state) {
  const { table, token } = state.data, view = state.table;
  if (!lacking(state)) return;
  const { rows, settled } = listed(state), from = settled ? rows.length : 0;
  const asked = table.long ? [token, orderOf(view), from].join() : token;
  if (state.asked === asked) return;
  state.asked = asked;
  if (!table.long) return state.set('event', { kind: 'rows' });
  const { sort, find } = view, down = Boolean(sort && view.down);
  state.set('event', { kind: 'part', sort, down, find: find ?? '', from });
}

function lacking(state) {
  const { table } = state.data ?? {};
  if (!table || state.staged || whole(table) || !asks(state.table)) return false;
  const { rows, count, settled } = listed(state);
  return !settled || (table.long && rows.length < Math.min(shownOf(state), count));
}

// Another part of the rows, if it is still what is asked for and follows those at hand.
function receive(state, { token, part }) {
  const order = orderOf(part), had = state.part;
  if (order !== orderOf(state.table)) return;
  if (!part.from) state.part = { token, order, found: part.found, rows: part.rows };
  else if (had?.token === token && had.order === order && had.rows.length === part.from) had.rows.push(...part.rows);
}

// The end of the rows shown, in the box they scroll in: more are drawn when it comes near, or at a press.
function drawNext(state, frame, redraw) {
  const { rows, count } = listed(state), shown = Math.min(shownOf(state), rows.length);
  const words = state.table.all && shown < count ? state.data.texts.show_next : '';
  const more = () => {
    if (lacking(state)) return;
    state.table.upto = shownOf(state) + PART;
    redraw();
  };
  const said = words.replace('{shown}', shown).replace('{count}', count);
  const end = button(frame, 'next', 'xx-small xx-next', said, more);
  frame.xxEnd ??= new IntersectionObserver(seen => { if (seen.at(-1).isIntersecting) frame.xxMore(); },
    { root: frame, rootMargin: '0px 0px 800px 0px' });
  frame.xxMore = more;
  frame.xxEnd.disconnect();
  if (words) frame.xxEnd.observe(end);
}
