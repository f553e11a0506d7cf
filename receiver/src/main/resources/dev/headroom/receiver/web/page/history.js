// What was decided, newest first.

import { el, show, table } from './dom.js';
import { get } from './api.js';
import * as times from './times.js';

const PAGE = 200;
const LONGEST_PAGE = 500;
const SHOWN = 50;
const MOST_READ = 10; // pages that are read for one click, where few lines are of the kind wanted
const FIELDS = ['service', 'kind', 'before', 'q'];

const KINDS = {
  '': ['everything', () => true],
  scale: ['actions', line => line.outcome === 'scale'],
  failed: ['actions that failed', line => ['failed', 'abandoned'].includes(line.result)],
  refused: ['refusals', line => line.outcome === 'hold' && line.verdicts.some(({ verdict }) => verdict === 'refuse')],
  order: ['orders of people', line => line.reason === 'manual' || line.note !== undefined],
};

/** As where one evaluation has judged hundreds of services anew. */
function isOfOneMoment(page) {
  return page[0].at === page[page.length - 1].at;
}

export class History {
  constructor(services, query) {
    this.query = query;
    this.lines = [];
    this.seen = new Set(); // all that was read
    const choice = (name, options) => el('select', { name, onchange: () => this.changed() },
      options.map(([value, label]) => el('option', { value, selected: (query.get(name) ?? '') === value }, label)));
    this.service = choice('service', [['', 'all services'], ...services.map(name => [name, name])]);
    this.kind = choice('kind', Object.entries(KINDS).map(([value, [label]]) => [value, label]));
    this.before = el('input', { type: 'datetime-local', name: 'before', value: query.get('before') ?? '', onchange: () => this.changed() });
    this.q = el('input', { type: 'search', name: 'q', value: query.get('q') ?? '', autocomplete: 'off', onchange: () => this.changed() });
    this.rows = el('div', { 'aria-live': 'off' });
    this.more = el('button', { type: 'button', onclick: () => this.load() }, 'Older ones');
    this.element = el('div', {}, el('h1', {}, 'History'),
      el('form', { class: 'filters', onsubmit: event => event.preventDefault() },
        el('label', {}, 'Service', this.service), el('label', {}, 'Show', this.kind),
        el('label', {}, `Before (${times.zoneName()})`, this.before), el('label', {}, 'With the words', this.q)),
      this.rows, el('p', {}, this.more));
    this.load();
  }

  /** The filters are part of the address, so that a link leads back to them. */
  changed() {
    const query = new URLSearchParams();
    for (const name of FIELDS) if (this[name].value) query.set(name, this[name].value);
    history.replaceState(null, '', `#/history?${query}`);
    this.lines = [];
    this.seen.clear();
    this.last = undefined;
    this.next = undefined;
    this.load();
  }

  async load() {
    const turn = this.turn = {};
    this.more.disabled = true;
    const wanted = this.lines.length + SHOWN;
    let left = true;
    for (let read = 0; left && this.lines.length < wanted && read < MOST_READ; read++) {
      const before = this.next ?? (this.before.value && times.instant(this.before.value));
      let page = await this.page(before);
      if (page.length === PAGE && isOfOneMoment(page)) page = await this.page(before, LONGEST_PAGE);
      if (turn !== this.turn) return;
      this.take(page, line => this.lines.push(line));
      this.last = page[page.length - 1] ?? this.last;
      left = page.length >= PAGE;
      // Lines of the same moment may be on two pages, so the next page begins with them again; unless it would be the same.
      if (left) this.next = Date.parse(this.last.at) + (page.length === LONGEST_PAGE && isOfOneMoment(page) ? 0 : 1);
    }
    this.more.disabled = false;
    this.more.hidden = !left;
    this.draw();
  }

  page(before, limit = PAGE) {
    const query = new URLSearchParams({ limit });
    if (this.service.value) query.set('service', this.service.value);
    if (before) query.set('before', new Date(before).toISOString());
    return get(`/api/v1/decisions?${query}`);
  }

  take(page, keep) {
    for (const line of page) {
      if (!this.seen.has(line.id) && this.wanted(line)) keep(line);
      this.seen.add(line.id);
    }
  }

  wanted(line) {
    return KINDS[this.kind.value][1](line) && line.sentence.toLowerCase().includes(this.q.value.trim().toLowerCase());
  }

  /** Whether nothing that is shown is still to come to an end. */
  isSettled() {
    return !this.lines.some(({ result }) => result === 'running');
  }

  /** Puts what is new on top, and tells what became of what ran. */
  async update() {
    if (this.before.value || this.more.disabled || this.updating) return;
    const turn = this.turn;
    this.updating = true;
    const page = await this.page().finally(() => { this.updating = false; });
    if (turn !== this.turn) return;
    const known = new Map(page.map(line => [line.id, line]));
    this.lines = this.lines.map(line => known.get(line.id) ?? line);
    const fresh = [];
    this.take(page, line => fresh.push(line));
    this.lines.unshift(...fresh);
    this.draw();
  }

  draw() {
    show(this.rows, this.lines.length === 0 ? el('p', {}, this.nothing()) : table('History', ['Time', 'Decision', 'Result'], this.lines.map(line =>
        [times.past(line.at), el('a', { href: `#/decision/${line.id}` }, line.sentence), line.result])));
  }

  /** Where only a part was read, only that part is spoken of. */
  nothing() {
    return this.more.hidden ? 'Nothing of this kind.'
      : `Nothing of this kind among the newest ${this.seen.size.toLocaleString('en-GB')} decisions, back to ${times.clock(this.last.at)}. “Older ones” looks further.`;
  }
}
