// The address is the question: a choice or a link is a new address, one step of the browser's history.

const marksOf = document.documentElement.dataset;

function addressOf(page, params) {
  const to = page ? new URL('./' + (page === marksOf.home ? '' : page) + location.search, location.href) : new URL(location.href);
  if (page) to.searchParams.delete('unit');  // a page is entered by its front door
  for (const [name, value] of params) if (value) to.searchParams.set(name, value); else to.searchParams.delete(name);
  to.search = to.searchParams.toString().replaceAll('%2C', ',');
  to.hash = '';
  return to;
}

export function go(page, params) {
  const to = addressOf(page, params);
  if (to.href === location.href) return;
  const unit = at => new URLSearchParams(at.search).get('unit');
  const left = to.pathname !== location.pathname || unit(to) !== unit(location);
  history.pushState({}, '', to);
  dispatchEvent(new PopStateEvent('popstate'));
  if (left) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}
