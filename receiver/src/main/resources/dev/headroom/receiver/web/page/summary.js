// Is all well, what concerns everything, what was done lately and what is coming.

import { el } from './dom.js';
import * as times from './times.js';

export function summary({ services, summary: { well, text, notices, firing, lately, coming }, evidence, checks }) {
  const leader = checks.find(({ name }) => name === 'leader');
  return [
    el('h1', { class: `headline ${!well ? 'trouble' : services.some(({ diagnosis }) => diagnosis.condition === 'refused') ? 'work' : 'well'}` }, text),
    ...notices.map(notice),
    el('p', {}, firing, ' ', lately, ' ', el('a', { href: '#/history?kind=scale' }, 'All actions')),
    coming.length > 0 && el('p', {}, 'Coming: ', coming.flatMap(({ at, what }, i) => [i ? '; ' : '', `${what} `, times.ahead(at)]), '.'),
    el('p', { class: 'small' }, ...news(evidence), leader && `; ${leader.detail}`, `; times in ${times.zoneName()}.`),
  ].filter(Boolean);
}

function notice({ bad, what, since, does, can }) {
  return el('div', { class: bad ? 'note bad' : 'note' },
    el('p', {}, el('strong', {}, what), since && ' ', since && times.lasting(since)),
    el('p', {}, el('strong', {}, 'Headroom: '), does), el('p', {}, el('strong', {}, 'You: '), can));
}

function news({ heartbeat, since, source }) {
  return [
    ...(heartbeat ? ['Last news from Alertmanager ', times.ago(heartbeat)] : ['No news from Alertmanager since the start ', times.ago(since)]),
    ...(source ? [', sign of life from Prometheus ', times.ago(source)] : []),
  ];
}
