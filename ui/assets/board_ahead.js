// Pages one click away are fetched while nobody clicks and drawn at the click itself; what the reader rests on is fetched first.
// The server is asked all the same; its answer stands, and says the same as long as it is of the same version.

const KEPT = 128, REST = 60;  // ms, of the pointer or the focus

function questionOf(params) {
  return [...params].filter(([name]) => name !== 'v').map(pair => pair.join('=')).sort().join('&');
}

function keyOf({ page, asked }) {
  return [page, asked.version, questionOf(Object.entries(asked.params))].join(' ');
}

function keyOfAddress(at = location) {
  const params = new URLSearchParams(at.search), { version } = document.documentElement.dataset;
  return [pageOf(at), params.get('v') ?? version, questionOf(params)].join(' ');
}

function pageOf(at) {
  return at.pathname.split('/').pop() || document.documentElement.dataset.home;
}

function keep(state, { download, part, ...board }) {
  const key = keyOf(board);
  state.kept.delete(key);
  state.kept.set(key, board);
  if (state.kept.size > KEPT) state.kept.delete(state.kept.keys().next().value);
}

// An answer to what was asked before, while what is asked now is on the screen.
function late(state, given) {
  const now = keyOfAddress();
  return keyOf(state.data) === now && keyOf(given) !== now;
}

function restsOn(state, element) {
  while (element && !element.xxTo) element = element.parentElement;
  rests(state, element?.xxTo());
}

function rests(state, to) {
  clearTimeout(state.rest);
  if (to && state.ticket) state.rest = setTimeout(() => fetchPointed(state, to), REST);
}

// Drawn at once if the click came before it.
async function fetchPointed(state, to) {
  const key = keyOfAddress(to);
  if (state.kept.has(key) || state.pointed === key) return;
  state.pointed = key;
  const answer = await fetch(`${state.ticket}/${pageOf(to)}${to.search}`, { priority: 'low' }).catch(() => undefined);
  if (answer?.status === 200) {
    const found = await answer.json();
    keep(state, found);
    if (keyOf(found) === keyOfAddress() && keyOf(found) !== keyOf(state.data)) take(state, found);
  }
  if (state.pointed === key) state.pointed = '';
}

async function fetchAhead(state) {
  const url = state.data.asked?.ahead;
  if (!url || state.ahead === url) return;
  state.ahead = state.ticket = url;
  for (let i = 0; state.ahead === url && state.root.isConnected; i++) {
    const answer = await fetch(`${url}/${i}`, { priority: 'low' }).catch(() => undefined);
    if (answer?.status !== 200) break;
    keep(state, await answer.json());
  }
  if (state.ahead === url) state.ahead = '';
}
