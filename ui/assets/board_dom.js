// Nodes: made once, found again by key, filled with plain text. Data never becomes markup.

function node(parent, key, tag, className) {
  const known = parent.xxNodes ??= new Map();
  let found = known.get(key);
  if (!found) {
    found = document.createElement(tag);
    if (className) found.className = className;
    known.set(key, found);
    parent.appendChild(found);
  }
  return found;
}

function text(parent, key, tag, className, words) {
  const found = node(parent, key, tag, className);
  const said = words ?? '';
  if (found.textContent !== said) found.textContent = said;
  found.hidden = !said;
  return found;
}

// One child for each item, in their order; what is gone is removed, what stays keeps its node.
function list(parent, items, keyOf, tag, className, fill, gone) {
  const wanted = new Set(items.map(keyOf));
  for (const [key, child] of parent.xxNodes ?? []) {
    if (wanted.has(key)) continue;
    gone?.(child);
    child.remove();
    parent.xxNodes.delete(key);
  }
  items.forEach((item, i) => {
    const child = node(parent, keyOf(item, i), tag, className);
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
    fill(child, item, i);
  });
  parent.hidden = !items.length;
}

function button(parent, key, className, words, act) {
  const found = text(parent, key, 'button', className, words);
  found.type = 'button';
  found.onclick = act;
  return found;
}

// A text that may lead somewhere. Not a button: a sentence has to break over lines.
function linked(state, parent, key, className, words, link) {
  const found = text(parent, key, 'span', '', words);
  found.className = className + (link ? ' xx-lead' : '');
  for (const [name, value] of [['role', 'link'], ['tabindex', '0']]) {
    if (link) found.setAttribute(name, value); else found.removeAttribute(name);
  }
  found.onclick = link ? () => go(link.page, link.params) : null;
  leads(found, link?.page, link?.params);
  found.onkeydown = link ? event => { if (event.key === 'Enter') found.click(); } : null;
  return found;
}

const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
const pause = () => new Promise(done => setTimeout(done));
