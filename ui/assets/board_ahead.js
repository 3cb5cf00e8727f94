// Pages one click away are fetched while nobody clicks and drawn at the click itself. The server is asked all the same; its
// answer stands, and says the same as long as it is of the same version.

const KEPT = 128;

function questionOf(params) {
  return [...params].filter(([name]) => name !== 'v').map(pair => pair.join('=')).sort().join('&');
}

function keep(state, { download, ...board }) {
  const { version, params } = board.asked, key = version + ' ' + questionOf(Object.entries(params));
  state.kept.delete(key);
  state.kept.set(key, board);
  if (state.kept.size > KEPT) state.kept.delete(state.kept.keys().next().value);
}

// What the address asks now, if it is at hand and of this page.
function kept(state) {
  const params = new URLSearchParams(location.search), { home, version } = document.documentElement.dataset;
  const page = location.pathname.split('/').pop() || home;
  return page === state.data?.page ? state.kept.get((params.get('v') ?? version) + ' ' + questionOf(params)) : undefined;
}

async function fetchAhead(state) {
  const url = state.data.asked?.ahead;
  if (!url || state.ahead === url) return;
  state.ahead = url;
  for (let i = 0; state.ahead === url && state.root.isConnected; i++) {
    const answer = await fetch(`${url}/${i}`, { priority: 'low' }).catch(() => undefined);
    if (!answer?.ok) break;
    keep(state, await answer.json());
  }
  if (state.ahead === url) state.ahead = '';
}
