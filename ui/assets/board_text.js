// The words of a page: way back, title, sentence, tiles, findings, definitions.

const NUMBER = /(?<!\S)(?!20\d\d\b|\d+ (?:[A-Z]|days\b|\u5929))\d+([.,]\d+)*%?(?![-\d])|\d+(\.\d+)?%/;  // the first that is no day and no “90 days”

function drawHead(state, root) {
  const d = state.data, head = node(root, 'head', 'header', 'xx-head');
  drawActions(state, node(head, 'files', 'div', 'xx-head-files xx-buttons'));
  const crumbs = node(head, 'crumbs', 'nav', 'xx-crumbs');
  crumbs.setAttribute('aria-label', d.texts.back);
  list(crumbs, d.crumbs, (c, i) => i, 'span', 'xx-crumb', (e, c) => linked(state, e, 'c', '', c.text, c.link));
  text(head, 'synthetic', 'p', 'xx-synthetic', d.synthetic);
  text(head, 'title', 'h1', 'xx-title', d.title);
  const said = node(head, 'sentence', 'p', 'xx-sentence');
  said.hidden = !d.sentence;
  if (d.sentence) lead(state, said, d.sentence);
  text(head, 'meta', 'p', 'xx-meta', d.meta);
  list(node(head, 'notices', 'ul', 'xx-notices'), d.notices, (n, i) => i, 'li', '', (e, n) => { e.textContent = n; });
  text(head, 'empty', 'p', 'xx-empty', d.empty);
}

function drawActions(state, buttons) {
  const d = state.data, ask = () => state.set('event', { kind: 'download', what: 'pdf' });
  button(buttons, 'present', 'xx-button', d.empty ? '' : d.texts.present, () => openStage([d], ''));
  const copy = button(buttons, 'copy', 'xx-button', d.texts.copy_link, () => copyLink(state, copy));
  button(buttons, 'remark', 'xx-button', d.reference ? '' : d.texts.remark_write, () => state.set('event', { kind: 'remark' }));
  button(buttons, 'pdf', 'xx-button', d.texts.download_pdf, ask);
}

// The whole question as an address, pinned to the version read, and one line that says in words what it shows.
async function copyLink(state, button) {
  const d = state.data, address = addressOf('', [['v', marksOf.version]]).href, words = `${d.link_line}\n${address}`;
  state.set('event', { kind: 'linked' });
  try {
    await navigator.clipboard.writeText(words);
    button.textContent = d.texts.copied;
    setTimeout(() => { button.textContent = d.texts.copy_link; }, 2000);
  } catch {
    prompt(d.texts.copy_by_hand, words.replace('\n', ' '));  // where the browser gives no clipboard
  }
}

function statement(state, parent, said) {
  const grade = text(parent, 'grade', 'span', '', said.grade_text);
  grade.className = 'xx-grade xx-grade-' + said.grade;
  linked(state, parent, 'text', 'xx-said', said.text, said.link);
  text(parent, 'basis', 'span', 'xx-basis', said.basis);
}

// The sentence of a page: the number it rests on stands out, if it rests on one.
function lead(state, parent, said) {
  statement(state, parent, { ...said, basis: '' });
  const place = node(parent, 'text'), cut = said.grade !== 'cannot' && NUMBER.exec(said.text);
  if (!cut) return;
  const number = document.createElement('strong');
  number.textContent = cut[0];
  place.replaceChildren(said.text.slice(0, cut.index), number, said.text.slice(cut.index + cut[0].length));
}

function drawTiles(state, root) {
  const d = state.data, tiles = node(root, 'tiles', 'ol', 'xx-tiles');
  tiles.setAttribute('aria-label', d.texts.tiles);
  tiles.style.setProperty('--xx-n', d.tiles.length);
  tiles.style.setProperty('--xx-half', Math.ceil(d.tiles.length / 2));
  list(tiles, d.tiles, (t, i) => i, 'li', 'xx-tile', (e, t, i) => {
    e.dataset.state = t.state;
    const name = node(e, 'name', 'div', 'xx-tile-name');
    text(name, 'word', 'strong', '', t.word);
    const defined = d.definitions[t.metric];
    const label = button(name, 'label', 'xx-label', t.label, () => define(state, [defined]));
    label.disabled = !defined;
    label.title = defined ? d.texts.definition : '';
    tileNumber(state, e, t, i);
    const signal = text(e, 'signal', 'div', '', t.signal_text);
    signal.className = 'xx-signal xx-signal-' + (t.signal || 'none');
    const notes = node(e, 'notes', 'div', 'xx-tile-notes');
    list(notes, t.notes, (n, i) => i, 'span', '', (s, n) => { s.textContent = n; });
  });
}

// The number large and its unit small; a word in place of a number a size smaller.
function tileNumber(state, tile, t, i) {
  const parent = node(tile, 'value', 'div', 'xx-value');
  const day = /^\d+\u6708\d+\u65e5$|^\d+ [A-Z][a-z]{2}$/.test(t.text);  // a date is one thing
  const cut = !day && /^[\d.,\s/+\u2212-]*\d/.exec(t.text);
  const figure = cut ? cut[0] : t.text;
  const place = linked(state, parent, 'number', 'xx-number', figure, t.link);
  const rest = t.text.slice(figure.length).split(/(?=\s?[(（])/).filter(Boolean);  // its unit, and whose number it is
  if (rest.length) place.replaceChildren(figure, ...rest.map(small));
  place.classList.toggle('xx-number-word', !cut && !day);
  place.classList.toggle('xx-number-hollow', t.state === 'hollow');
  place.title = t.note;
  const ask = () => state.set('event', { kind: 'moved', tile: i });
  const sign = button(parent, 'moved', 'xx-moved', t.moved ? '⟳' : '', ask);
  sign.title = sign.ariaLabel = `${state.data.texts.moved} ${t.moved}`;
}

function small(words) {
  const part = document.createElement('small');
  part.textContent = words;
  return part;
}

function drawSaid(state, root) {
  const d = state.data, said = node(root, 'said', 'div', 'xx-pair');
  said.classList.toggle('xx-reference', d.reference);
  said.hidden = !d.findings.length && !d.actions.length && !d.remarks.length;
  for (const part of ['findings', 'actions', 'remarks']) {
    const card = node(said, part, 'section', 'xx-card xx-said-card');
    card.hidden = !d[part].length;
    text(card, 'title', 'h2', 'xx-card-title', d.texts[d.reference && part === 'findings' ? 'rules' : part]);
    list(node(card, 'list', 'ul', 'xx-statements'), d[part], (s, i) => i, 'li', 'xx-statement',
      (e, s) => statement(state, e, s));
  }
}

function define(state, found) {
  const t = state.data.texts, box = node(state.root, 'dialog', 'dialog', 'xx-dialog');
  const body = node(box, 'body', 'div', 'xx-definitions');
  list(body, found.filter(Boolean), d => d.metric, 'section', 'xx-definition', (e, d) => {
    const name = node(e, 'name', 'h2', 'xx-card-title');
    text(name, 'label', 'span', '', d.label);
    text(name, 'id', 'span', 'xx-id', d.id);
    const address = state.data.queries[d.query_sql];
    const parts = { formula: d.note, rule: d.rule, sql: d.sql, query_sql: address && t.loading };
    for (const [key, words] of Object.entries(parts)) {
      const tag = key.endsWith('sql') ? 'pre' : 'p';
      text(e, key + '-title', 'h3', 'xx-part', words && t[key]);
      const part = text(e, key, tag, '', words);
      if (tag === 'pre') part.tabIndex = 0;
      if (key === 'query_sql' && address) fetched(address, t.failed).then(found => { part.textContent = found; });
    }
  });
  const close = button(box, 'close', 'xx-button', t.close, () => box.close());
  box.setAttribute('aria-label', found[0]?.label ?? t.definition);
  box.onclick = event => { if (event.target === box) box.close(); };
  box.showModal();
  close.focus();
  box.scrollTop = 0;
}

// The text behind an address, or the words that it failed.
async function fetched(address, failed) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? answer.text() : failed;
}

// A file the server made at our request: saved once for each nonce.
function save(state, file) {
  if (!file || state.saved === file.nonce) return;
  state.saved = file.nonce;
  const bytes = Uint8Array.from(atob(file.base64), c => c.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: file.mime }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = file.name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
