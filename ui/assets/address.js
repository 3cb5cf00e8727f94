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
  History.prototype.pushState.call(history, {}, '', to);  // history's own replaces (early.js)
  dispatchEvent(new PopStateEvent('popstate'));
  if (left) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}

// What leads on says where to: who rests on it probably follows it (board_ahead.js).
function leads(element, page, params) {
  element.xxTo = page === undefined ? undefined : () => addressOf(page, params);
}

// A question or an answer lost on the way would leave old numbers under a new address. It is asked once more, then opened anew.
const PATIENCE = 8000, LONGEST = 60000;  // ms without an answer: where nothing runs, and at all
const where = () => location.pathname + location.search;

function answered() {
  marksOf.answered = performance.now();
  marksOf.asked = where();
}

function expectAnswer() {
  if (where() === marksOf.asked || !document.querySelector('.xx-page')) return;
  marksOf.asked = where();
  waitFor(marksOf.asked, performance.now(), true);
}

function waitFor(question, since, again) {
  setTimeout(() => {
    if (where() !== question || marksOf.answered > since) return;
    const runs = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'running';
    if (runs && performance.now() - since < LONGEST) return waitFor(question, since, again);
    if (!again) return location.replace(addressOf('', [['v', marksOf.version]]));
    dispatchEvent(new PopStateEvent('popstate'));
    waitFor(question, since, false);
  }, PATIENCE);
}
