// Draws the header and the filter bar above every page, in place.

const decoder = new TextDecoder();

function stateOf(parent) {
  if (parent.xxFrame) return parent.xxFrame;
  const state = parent.xxFrame = { top: document.createElement('header'), bar: document.createElement('div') };
  state.top.className = 'x-top';
  state.bar.className = 'x-bar';
  parent.append(state.top, state.bar);
  state.close = event => closeOthers(state, event);
  addEventListener('click', state.close);
  addEventListener('keydown', state.close);
  addEventListener('popstate', expectAnswer);
  addEventListener('click', skip, true);
  return state;
}

// Streamlit's way past its own side bar leads to before our header; it leads past that to what the page says.
function skip(event) {
  const title = event.target.closest?.('[data-testid="stSkipToContent"]') && document.querySelector('[data-testid="stMain"] h1');
  if (!title) return;
  event.preventDefault();
  event.stopPropagation();
  title.tabIndex = -1;
  title.focus();
}

// A click elsewhere or Escape closes what is open; Escape gives the focus back to what opened it.
function closeOthers(state, event) {
  if (event.type === 'keydown' && event.key !== 'Escape') return;
  for (const open of [...state.top.querySelectorAll('details[open]'), ...state.bar.querySelectorAll('details[open]')]) {
    if (event.type === 'click' && open.contains(event.target)) continue;
    const inside = open.contains(document.activeElement);
    open.open = false;
    if (event.type === 'keydown' && inside) open.querySelector('summary').focus();
  }
}

function pageLinks(parent, pages, data) {
  list(parent, pages, ([name]) => name, 'a', 'x-page', (link, [name, words]) => {
    link.textContent = words;
    link.href = addressOf(name, []).href;
    if (name === data.page) link.ariaCurrent = 'page'; else link.removeAttribute('aria-current');
    leads(link, name, []);
    link.onclick = event => {
      if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      for (const open of document.querySelectorAll('.x-top details[open]')) open.open = false;
      go(name, []);
    };
  });
}

function drawTop(state, data) {
  const brand = node(state.top, 'brand', 'div', 'x-brand');
  brand.lang = 'zh';
  text(brand, 'name', 'b', '', data.brand);
  text(brand, 'latin', 'span', '', data.latin);
  const nav = node(state.top, 'nav', 'nav', 'x-nav');
  nav.ariaLabel = data.navigation;
  // A phone shows the links only while this is open.
  const lidded = node(nav, 'phone', 'details', 'x-phone');
  text(lidded, 'title', 'summary', '', data.title);
  pageLinks(node(lidded, 'pages', 'div', 'x-list'), [...data.pages, ...data.more], data);
  pageLinks(node(nav, 'pages', 'div', 'x-pages'), data.pages, data);
  const more = node(nav, 'more', 'details', 'x-more');
  const inside = data.more.find(([name]) => name === data.page);
  text(more, 'title', 'summary', '', inside ? inside[1] : data.more_text);
  more.toggleAttribute('data-here', Boolean(inside));
  pageLinks(node(more, 'pages', 'div', 'x-list'), data.more, data);
  const languages = node(state.top, 'languages', 'div', 'x-languages');
  languages.role = 'group';
  languages.ariaLabel = data.language;
  list(languages, data.languages, ([code]) => code, 'button', '', (found, [code, words]) => {
    found.type = 'button';
    found.textContent = words;
    found.lang = code;
    found.ariaPressed = code === data.lang;
    found.onclick = () => go('', [['lang', code]]);
    leads(found, '', [['lang', code]]);
  });
}

function drawBar(state, data) {
  const chips = node(state.bar, 'chips', 'div', 'x-chips');
  chips.role = 'group';
  chips.ariaLabel = data.filters;
  list(chips, [...data.chips, ...(data.clear ? [{ name: 'clear' }] : [])], chip => chip.name, 'div', 'x-slot', (slot, chip) => {
    slot.dataset.chip = chip.name;
    if (chip.name === 'clear') {
      const found = button(slot, 'clear', 'x-clear', data.clear.text, () => go('', data.clear.params));
      found.title = data.clear.help;
      leads(found, '', data.clear.params);
      return;
    }
    const box = node(slot, 'box', 'details', 'x-chip'), head = node(box, 'head', 'summary');
    box.toggleAttribute('data-set', chip.set);
    text(head, 'label', 'span', 'x-label', chip.label);
    text(head, 'value', 'span', 'x-value', chip.value);
    const panel = node(box, 'panel', 'div', 'x-panel');
    chip.parts.forEach((part, i) => DRAWN[part.kind](node(panel, 'part' + i, 'div', 'x-part'), part, state));
    box.ontoggle = () => { if (box.open) place(panel); };
  });
  chips.hidden = !data.chips.length;
  text(state.bar, 'stamp', 'div', 'x-stamp', data.stamp);
  button(state.bar, 'newer', 'x-newer', data.newer?.text, () => state.set('event', { version: data.newer.version }));
}

// Opened at the right edge, a panel turns to the left.
function place(panel) {
  panel.style.translate = '';
  const over = panel.getBoundingClientRect().right - innerWidth + 8;
  if (over > 0) panel.style.translate = `${-over}px 0`;
  // On a phone the focus would open the keyboard over the list.
  if (matchMedia('(pointer: fine)').matches) panel.querySelector('input, button, select')?.focus({ preventScroll: true });
}

function leave(state, parent) {
  if (state.top.isConnected) return;
  removeEventListener('click', state.close);
  removeEventListener('keydown', state.close);
  removeEventListener('popstate', expectAnswer);
  removeEventListener('click', skip, true);
  parent.xxFrame = undefined;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const state = stateOf(parentElement), said = JSON.parse(decoder.decode(data));
  state.set = setTriggerValue;
  answered();
  marksOf.home = said.home;
  marksOf.version = said.version;
  parentElement.lang = said.lang === 'zh' ? 'zh-CN' : said.lang;
  drawTop(state, said);
  drawBar(state, said);
  return () => setTimeout(() => leave(state, parentElement));
}
