// Every service, what fires, and how the receiver is.

import { el, show, table } from './dom.js';
import { get } from './api.js';
import { gpus } from './gpus.js';
import { Card } from './service.js';
import * as times from './times.js';

const MANY = 12; // services from which on a filter helps
const CHARTS_EVERY = 60_000;
const GPUS_EVERY = 10_000;

export class Overview {
  constructor() {
    this.cards = new Map();
    this.points = {};
    this.checks = el('div', { class: 'checks' });
    this.services = el('div', { class: 'cards' });
    this.latest = el('section', { 'aria-label': 'Latest decisions' });
    this.alerts = el('section', { 'aria-label': 'Firing alerts' });
    this.gpus = el('section', { 'aria-label': 'GPUs', hidden: true });
    this.filter = el('input', { type: 'search', name: 'filter', oninput: () => this.sift() });
    this.search = el('label', { class: 'filter', hidden: true }, 'Show services named', this.filter);
    this.element = el('div', {}, el('h1', { class: 'hidden' }, 'Services'), this.checks, this.search, this.services, this.gpus, this.alerts, this.latest);
    this.every(CHARTS_EVERY, () => this.charts());
    this.every(GPUS_EVERY, () => gpus(this.gpus));
  }

  every(period, task) {
    task();
    setInterval(() => this.element.isConnected && !document.hidden && task(), period);
  }

  async charts() {
    try {
      this.points = await get('/api/v1/replicas');
      for (const [name, card] of this.cards) card.service && card.draw(this.points[name] ?? []);
    } catch {
      // the connection's own line tells of it; the next minute tries again
    }
  }

  update(told) {
    show(this.checks, ...checks(told));
    told.services.forEach(service => this.card(service.service).update(service, this.points[service.service] ?? []));
    this.search.hidden = told.services.length < MANY;
    show(this.alerts, ...alerts(told));
    show(this.latest, ...latest(told));
  }

  card(name) {
    if (!this.cards.has(name)) {
      const card = new Card(name);
      this.cards.set(name, card);
      this.services.append(card.element);
    }
    return this.cards.get(name);
  }

  sift() {
    for (const [name, card] of this.cards) card.element.hidden = !name.includes(this.filter.value.trim());
  }
}

function checks({ evidence, checks: all, zone }) {
  const news = evidence.heartbeat
    ? ['Last news from Alertmanager ', times.since(evidence.heartbeat), ' ago']
    : ['No news from Alertmanager since the start ', times.since(evidence.since), ' ago'];
  const leader = all.find(({ name }) => name === 'leader');
  return [
    ...all.filter(({ ok, name }) => !ok && name !== 'evidence').map(({ name, detail }) => el('p', { class: 'note bad' }, `Not ready: ${name}: ${detail}`)),
    el('p', { class: evidence.blind ? 'note bad' : 'note' },
      evidence.reason && `${evidence.blind ? 'Blind: alerts change no count' : 'Nothing is scaled down'}: ${evidence.reason} (since ${times.clock(evidence.from)}). `,
      ...news, ...(evidence.source ? [', sign of life from Prometheus ', times.since(evidence.source), ' ago'] : []),
      `; ${leader ? `${leader.detail}; ` : ''}times in ${zone}`),
  ];
}

function latest({ latest: lines }) {
  return [el('h2', {}, 'Latest decisions'), el('ul', { class: 'latest' }, lines.map(({ id, at, sentence, result }) =>
    el('li', {}, el('span', { class: 'small' }, times.clock(at)), ' ', el('a', { href: `#/decision/${id}` }, sentence), result && ` (${result})`)))];
}

function alerts({ alerts: all, firing }) {
  if (!firing) return [el('h2', {}, 'Firing alerts'), el('p', {}, 'None.')];
  const rows = all.map(({ name, labels, annotations, startsAt, refused }) =>
    [name, labels.service ?? '', labels.priority ?? '', times.since(startsAt), refused ? `Not used: ${refused}` : annotations.summary ?? '']);
  return [el('h2', {}, `Firing alerts (${firing})`), table('Firing alerts', ['Alert', 'Service', 'Priority', 'For', 'Summary'], rows),
    firing > all.length && el('p', { class: 'small' }, `Only the first ${all.length} are shown.`)];
}
