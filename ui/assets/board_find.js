// The field above a long table: at every letter only the rows stay that hold all words typed, wherever in their texts.

function drawFind(state, top, redraw) {
  const { table, texts } = state.data, view = state.table, { rows, count, settled } = listed(state);
  const field = node(top, 'find', 'input', 'xx-find'), rest = table.long ? TYPED : 0;
  field.hidden = state.staged || table.count <= table.shown;
  field.type = 'search';
  field.placeholder = field.ariaLabel = texts.find;
  field.oninput = field.oncompositionend = event => {
    if (event.isComposing) return;  // pinyin on its way to a character
    clearTimeout(field.xxRest);
    field.xxRest = setTimeout(() => { Object.assign(view, { find: field.value, upto: PART }); redraw(); }, rest);
  };
  field.onkeydown = event => {
    const only = event.key === 'Enter' && !event.isComposing && settled && view.find && view.find === field.value && count === 1;
    if (only && rows[0].link) go(rows[0].link.page, rows[0].link.params);
  };
  const words = (count ? texts.found : texts.found_none).replace('{found}', count).replace('{count}', table.count);
  text(top, 'found', 'span', 'xx-subtitle', view.find && settled ? words : '').setAttribute('role', 'status');
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
