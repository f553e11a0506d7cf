// One screen: is all well, who is in trouble and why, what was done, what fires.

import { el, show } from './dom.js';
import { alerts } from './alerts.js';
import { gpus } from './gpus.js';
import { Rows } from './rows.js';
import { summary } from './summary.js';
import * as times from './times.js';

const GPUS_EVERY = 10_000;

export class Overview {
  constructor() {
    this.rows = new Rows(() => this.keep());
    this.summary = el('section', { class: 'summary', 'aria-label': 'Summary' });
    this.latest = el('section', { 'aria-label': 'Latest decisions' });
    this.alerts = el('section', { 'aria-label': 'Firing alerts' });
    this.gpus = el('section', { 'aria-label': 'GPUs', hidden: true });
    this.search = el('input', { type: 'search', name: 'q', autocomplete: 'off', oninput: () => { this.sift(); this.keep(); } });
    this.found = el('p', { class: 'small', role: 'status' });
    const { trouble, orders, work, quiet } = this.rows.sections;
    this.element = el('div', { class: 'overview' }, this.summary,
      el('div', { class: 'busy' },
        el('label', { class: 'search' }, 'Search services, alerts and decisions', this.search), this.found, trouble, orders, work),
      el('div', { class: 'aside' }, this.alerts, this.latest, this.gpus),
      el('div', { class: 'calm' }, quiet));
    gpus(this.gpus);
    setInterval(() => this.element.isConnected && !document.hidden && !times.isStopped() && gpus(this.gpus), GPUS_EVERY);
  }

  /** What is searched for and which cards are open stands in the address. */
  show(query) {
    this.search.value = query.get('q') ?? '';
    this.rows.open((query.get('open') ?? '').split(' '));
    this.sift();
  }

  keep() {
    const query = new URLSearchParams();
    if (this.search.value) query.set('q', this.search.value);
    if (this.rows.opened().length) query.set('open', this.rows.opened().join(' '));
    history.replaceState(null, '', `#/${query.size ? `?${query}` : ''}`);
  }

  update(told) {
    this.told = told;
    show(this.summary, ...summary(told));
    this.rows.update(told.services);
    this.sift();
  }

  sift() {
    if (!this.told) return;
    const words = this.search.value.trim();
    const services = this.rows.sift(words);
    show(this.found, ...(words ? [`${services} of ${this.told.services.length} services. `,
      el('a', { href: `#/history?${new URLSearchParams({ q: words })}` }, `Look for “${words}” in all decisions`)] : []));
    show(this.alerts, ...alerts(this.told, words));
    show(this.latest, ...latest(this.told, words));
  }
}

function latest({ latest: lines }, words) {
  const found = lines.filter(({ sentence }) => sentence.toLowerCase().includes(words.toLowerCase()));
  return [el('h2', {}, 'Latest decisions'), el('ul', { class: 'latest' }, found.map(({ id, at, sentence, result }) =>
    el('li', {}, times.past(at), ' ', el('a', { href: `#/decision/${id}` }, sentence), result && ` (${result})`)))];
}
