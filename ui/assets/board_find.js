// The field above a long table: at every letter only the rows stay that hold all words typed, wherever in their texts.

function drawFind(state, top, redraw) {
  const { table, texts } = state.data, view = state.table, field = node(top, 'find', 'input', 'xx-find');
  field.hidden = state.staged || table.count <= table.shown;
  field.type = 'search';
  field.placeholder = field.ariaLabel = texts.find;
  field.oninput = field.oncompositionend = event => {
    if (event.isComposing) return;  // pinyin on its way to a character
    view.find = field.value;
    redraw();
  };
  field.onkeydown = event => {
    const found = event.key === 'Enter' && !event.isComposing && view.find ? matching(table, view.find) : [];
    if (found.length === 1 && found[0].link) go(found[0].link.page, found[0].link.params);
  };
  const count = matching(table, view.find).length;
  const words = (count ? texts.found : texts.found_none).replace('{found}', count).replace('{count}', table.count);
  text(top, 'found', 'span', 'xx-subtitle', view.find && whole(table) ? words : '').setAttribute('role', 'status');
}

function matching(table, wanted) {
  const parts = plain(wanted ?? '').split(/\s+/).filter(Boolean);
  if (!parts.length) return table.rows;
  return table.rows.filter(({ cells }) => {
    const said = plain(cells.filter((c, i) => BY_TEXT.has(table.columns[i].unit)).map(([words]) => words).join(' '));
    return parts.every(part => said.includes(part));
  });
}

// Full-width letters, digits and brackets are the same as the others.
function plain(words) {
  return words.normalize('NFKC').toLowerCase();
}
