// The controls behind a chip: native inputs, so that keyboard and screen reader know them.

function picked(part, chosen) {
  return part.options.map(([code]) => code).filter(code => chosen.includes(code)).join(',') || part.all;
}

function drawPick(box, part, state) {
  const open = state.opened ??= new Set(), search = box.xxSearch ?? '';
  const above = new Map(part.options.filter(([, , up]) => up).map(([code, , up]) => [code, up]));
  const chosen = new Set(part.chosen), inner = new Set(part.chosen.map(code => above.get(code)).filter(Boolean));
  const found = part.options.filter(([code, words, up]) => search
    ? words.toLowerCase().includes(search) || code.startsWith(search)
    : !up || open.has(up) || inner.has(up));
  if (part.search) {
    const field = node(box, 'search', 'input', 'x-search');
    field.type = 'search';
    field.placeholder = field.ariaLabel = part.search;
    field.oninput = () => { box.xxSearch = field.value.trim().toLowerCase(); drawPick(box, part, state); };
  }
  const rows = node(box, 'rows', 'div', 'x-rows');
  list(rows, found, ([code]) => code, 'div', 'x-row', (row, [code, words, up]) => {
    row.classList.toggle('x-inner', Boolean(up));
    const label = node(row, 'label', 'label'), tick = node(label, 'tick', 'input');
    tick.type = 'checkbox';
    tick.checked = chosen.has(code);
    tick.indeterminate = !tick.checked && inner.has(code);
    tick.onchange = () => pick(box, part, state, code, tick.checked, above);
    leads(label, '', [[part.param, picked(part, turned(part, code, !tick.checked, above))]]);
    text(label, 'words', 'span', '', words);
    if (part.open && !up && !search) lid(row, code, words, part, open, () => drawPick(box, part, state), inner);
  });
  text(box, 'hint', 'p', 'x-hint', part.hint);
}

// A county takes the place of its city and a city that of its counties: both would say the same people twice.
function pick(box, part, state, code, on, above) {
  part.chosen = turned(part, code, on, above);
  drawPick(box, part, state);
  go('', [[part.param, picked(part, part.chosen)]]);
}

function turned(part, code, on, above) {
  const kept = part.chosen.filter(other => other !== code && !(on && (above.get(other) === code || above.get(code) === other)));
  return on ? [...kept, code] : kept;
}

function lid(row, code, words, part, open, redraw, inner) {
  const isOpen = open.has(code) || inner.has(code), has = part.options.some(([, , up]) => up === code);
  const found = button(row, 'lid', 'x-lid', has ? '▸' : '', () => { if (open.has(code)) open.delete(code); else open.add(code); redraw(); });
  found.ariaLabel = part.open.replace('{name}', words);
  found.ariaExpanded = isOpen;
}

function drawOne(box, part) {
  const rows = node(box, 'rows', 'div', 'x-rows');
  list(rows, part.options, ([code]) => code, 'div', 'x-row', (row, [code, words]) => {
    const label = node(row, 'label', 'label'), tick = node(label, 'tick', 'input');
    tick.type = 'radio';
    tick.name = 'x-' + part.param;
    tick.checked = part.chosen.includes(code);
    tick.onchange = () => go('', [[part.param, code]]);
    leads(label, '', [[part.param, code]]);
    text(label, 'words', 'span', '', words);
  });
}

function drawPresets(box, part) {
  text(box, 'label', 'p', 'x-hint', part.label);
  const row = node(box, 'presets', 'div', 'x-presets');
  list(row, part.options, ([words]) => words, 'button', 'x-preset', (found, [words, first, last, now]) => {
    found.type = 'button';
    found.textContent = words;
    found.ariaPressed = now;
    found.onclick = () => go('', [['from', first], ['to', last]]);
    leads(found, '', [['from', first], ['to', last]]);
  });
}

function drawMonths(box, part) {
  const row = node(box, 'months', 'div', 'x-months'), [[, , first], [, , last]] = part.ends;
  list(row, part.ends, ([param]) => param, 'label', '', (label, [param, words, value]) => {
    text(label, 'words', 'span', '', words);
    const field = node(label, 'field', 'select');
    const months = param === 'to' ? part.options.filter(month => month >= first) : part.options;
    list(field, months, month => month, 'option', '', (option, month) => { option.value = option.textContent = month; });
    field.value = value;
    field.onchange = () => go('', param === 'to' ? [['to', field.value]]
      : [['from', field.value], ['to', field.value > last ? field.value : last]]);
  });
}

const DRAWN = { pick: drawPick, one: drawOne, presets: drawPresets, months: drawMonths };
