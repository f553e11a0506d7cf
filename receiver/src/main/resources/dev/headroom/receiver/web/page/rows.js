// The services, a line each, the worst first; a card where one is opened.

import { el, show } from './dom.js';
import { Card } from './service.js';
import * as times from './times.js';

const GROUPS = { trouble: 'Needs a look', orders: 'Under orders', work: 'At work', quiet: 'Quiet' };
const TOLD_ABOVE = ['blind', 'unknown']; // what is the matter with all such services the summary says
const ADVISED = { trouble: 8, orders: 8, work: 1, quiet: 0 }; // rows of a kind that say at once what is done and what can be; the others in their card

/** The groups of services, of which each is a list. */
export class Rows {
  /** Tells `changed` when a card was opened or closed. */
  constructor(changed) {
    this.changed = changed;
    this.rows = new Map();
    this.lists = Object.fromEntries(Object.keys(GROUPS).map(group => [group, el('ul', { class: `rows ${group}` })]));
    this.heads = Object.fromEntries(Object.keys(GROUPS).map(group => [group, el('h2')]));
    this.sections = Object.fromEntries(Object.entries(GROUPS).map(([group, name]) =>
      [group, el('section', { 'aria-label': name, 'data-group': group, hidden: true }, this.heads[group], this.lists[group])]));
  }

  update(services) {
    const counts = {};
    const next = key => { counts[key] = (counts[key] ?? -1) + 1; return counts[key]; };
    services.forEach(service => {
      const row = this.row(service.service);
      const { group, condition } = service.diagnosis;
      row.update(service, next(condition) < ADVISED[group]);
      place(this.lists[group], row.element, next(group));
    });
    const present = new Set(services.map(({ service }) => service));
    for (const [name, row] of this.rows) if (!present.has(name)) this.remove(name, row);
    this.sift(this.words ?? '');
  }

  row(name) {
    if (!this.rows.has(name)) this.rows.set(name, new Row(name, this.changed));
    return this.rows.get(name);
  }

  remove(name, row) {
    row.element.remove();
    this.rows.delete(name);
  }

  /** Shows those that have the words in their name, in what is the matter, or in an alert of theirs; tells how many. */
  sift(words) {
    this.words = words;
    const found = {};
    for (const row of this.rows.values()) {
      row.element.hidden = !row.has(words);
      if (!row.element.hidden) found[row.group] = (found[row.group] ?? 0) + 1;
    }
    for (const [group, name] of Object.entries(GROUPS)) {
      this.sections[group].hidden = !found[group];
      this.heads[group].textContent = `${name} (${found[group] ?? 0})`;
    }
    return Object.values(found).reduce((all, count) => all + count, 0);
  }

  /** Opens those cards, and no others. */
  open(names) {
    for (const [name, row] of this.rows) row.toggle(names.includes(name));
  }

  opened() {
    return [...this.rows].filter(([, row]) => row.card).map(([name]) => name);
  }
}

/** Moves an element only where it must: one that has the focus keeps it. */
function place(list, element, at) {
  if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
}

class Row {
  constructor(name, changed) {
    this.name = name;
    this.line = el('span', { class: 'line' });
    this.advice = el('div', { class: 'advice' });
    this.button = el('button', {
      type: 'button', class: 'plain', 'aria-expanded': 'false', onclick: () => { this.toggle(!this.card); changed(); },
    }, this.line);
    this.element = el('li', { 'data-service': name }, this.button, this.advice);
  }

  update(service, advised) {
    this.service = service;
    const { condition, group, word, what, since, does, can } = service.diagnosis;
    const above = TOLD_ABOVE.includes(condition);
    this.group = group;
    this.element.className = condition;
    // A name that counts would be read aloud each second, so it has the hour only.
    const name = [this.name, count(service), ...(group === 'quiet' ? [] : [word, !above && what, since && `since ${times.clock(since)}`])].filter(Boolean).join(', ');
    if (this.button.ariaLabel !== name) this.button.ariaLabel = name;
    show(this.line,
      el('span', { class: 'name' }, this.name), ' ', el('span', { class: 'count' }, count(service)), ' ',
      ...(group === 'quiet' ? [] : [el('span', { class: 'word' }, word), ' ', !above && el('span', { class: 'what' }, what), ' ', since && times.lasting(since)]));
    show(this.advice, ...(advised && !above
      ? [el('p', {}, el('strong', {}, 'Headroom: '), does), el('p', {}, el('strong', {}, 'You: '), can)] : []));
    this.card?.update(service);
  }

  has(words) {
    const { service, diagnosis, firing } = this.service;
    return [service, diagnosis.word, diagnosis.what, ...firing].some(text => text.toLowerCase().includes(words.toLowerCase()));
  }

  toggle(open) {
    if (open === Boolean(this.card)) return;
    this.button.setAttribute('aria-expanded', String(open));
    if (open) {
      this.card = new Card(this.name);
      this.card.update(this.service);
      this.element.append(this.card.element);
    } else {
      this.card.element.remove();
      this.card = null;
    }
  }
}

function count({ ready, desired, asleep, waking }) {
  return [`${ready ?? '?'} of ${desired ?? '?'} ready`, asleep && `${asleep} asleep`, waking && `${waking} waking`].filter(Boolean).join(', ');
}
