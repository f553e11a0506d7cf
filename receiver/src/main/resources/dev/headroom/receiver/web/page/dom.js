// Builds elements. Text only ever becomes text nodes, so that whatever an alert says is read and never run.

const SVG = 'http://www.w3.org/2000/svg';

/** An element; attributes that begin with "on" are listeners, and null, undefined and false leave one out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  return fill(element, attributes, children);
}

/** The same for a drawing. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** A table with one line of heads; cells are text or elements. */
export function table(caption, heads, rows) {
  return el('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': caption },
    el('table', {},
      el('caption', { class: 'hidden' }, caption),
      el('thead', {}, el('tr', {}, heads.map(head => el('th', { scope: 'col' }, head)))),
      el('tbody', {}, rows.map(cells => el('tr', {}, cells.map((cell, i) =>
        el('td', { 'data-head': heads[i] }, cell)))))));
}

/** Makes an element hold this, and touches only what differs: focus, scrolling, selection and what was opened stay. */
export function show(element, ...children) {
  alike(element, el('div', {}, ...children));
}

function alike(old, fresh) {
  const wanted = [...fresh.childNodes];
  wanted.forEach((node, i) => {
    const present = old.childNodes[i];
    if (!present) old.append(node);
    else if (present.nodeName !== node.nodeName || present.dataset?.key !== node.dataset?.key) present.replaceWith(node);
    else if (node.nodeType === Node.TEXT_NODE) {
      if (present.data !== node.data) present.data = node.data;
    }
    else {
      sameAttributes(present, node);
      alike(present, node);
    }
  });
  while (old.childNodes.length > wanted.length) old.lastChild.remove();
}

function sameAttributes(present, node) {
  for (const { name } of [...present.attributes]) if (!node.hasAttribute(name) && name !== 'open') present.removeAttribute(name);
  for (const { name, value } of node.attributes) if (present.getAttribute(name) !== value) present.setAttribute(name, value);
}
