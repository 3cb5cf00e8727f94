// Pages one click away are fetched while nobody clicks and drawn at the click itself. The server is asked all the same; its
// answer stands, and says the same as long as it is of the same version.

const KEPT = 128;

function questionOf(params) {
  return [...params].filter(([name]) => name !== 'v').map(pair => pair.join('=')).sort().join('&');
}

function keyOf({ page, asked }) {
  return [page, asked.version, questionOf(Object.entries(asked.params))].join(' ');
}

function keyOfAddress() {
  const params = new URLSearchParams(location.search), { home, version } = document.documentElement.dataset;
  return [location.pathname.split('/').pop() || home, params.get('v') ?? version, questionOf(params)].join(' ');
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

async function fetchAhead(state) {
  const url = state.data.asked?.ahead;
  if (!url || state.ahead === url) return;
  state.ahead = url;
  for (let i = 0; state.ahead === url && state.root.isConnected; i++) {
    const answer = await fetch(`${url}/${i}`, { priority: 'low' }).catch(() => undefined);
    if (answer?.status !== 200) break;
    keep(state, await answer.json());
  }
  if (state.ahead === url) state.ahead = '';
}
