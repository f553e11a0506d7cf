// What fires, by the name of the alert: thirty of a kind are one line.

import { el } from './dom.js';
import * as times from './times.js';

export function alerts({ alerts: all, firing, evidence: { blind } }, words) {
  const found = all.filter(alert => text(alert).includes(words.toLowerCase()));
  const groups = new Map();
  for (const alert of found) groups.set(alert.name, [...groups.get(alert.name) ?? [], alert]);
  return [
    el('h2', {}, `Firing alerts${blind ? ', as was heard last' : ''} (${words ? found.length : firing})`),
    found.length === 0 && el('p', {}, words ? 'None with these words.' : blind ? 'Whether one fires is not known.' : 'None.'),
    el('ul', { class: 'alerts' }, [...groups].sort(mostUrgent).map(([name, these]) => group(name, these))),
    firing > all.length && el('p', { class: 'small' }, `Only the first ${all.length} are here.`),
  ].filter(Boolean);
}

function text({ name, labels, annotations }) {
  return [name, ...Object.values(labels), annotations.summary ?? ''].join('\n').toLowerCase();
}

function mostUrgent([, a], [, b]) {
  return priority(a).localeCompare(priority(b)) || b.length - a.length;
}

function priority(alerts) {
  return alerts.map(({ labels }) => labels.priority ?? 'P9').sort()[0];
}

function group(name, these) {
  const services = [...new Set(these.map(({ labels }) => labels.service ?? ''))].filter(Boolean);
  const first = these.map(({ startsAt }) => startsAt).sort()[0];
  const urgent = priority(these);
  const more = [these.length > 1 && ` × ${these.length}`, urgent !== 'P9' && ` ${urgent}`,
    services.length > 0 && ` of ${services.length > 3 ? `${services.length} services` : services.join(', ')}`].filter(Boolean).join('');
  const head = [el('strong', {}, name), more, ' ', times.lasting(first)];
  return el('li', {}, these.length === 1
    ? [el('p', {}, head), el('p', { class: 'small' }, summary(these[0]))]
    : el('details', { 'data-key': name }, el('summary', { 'aria-label': `${name}${more}, since ${times.clock(first)}` }, head), el('ul', {}, these.map(alert =>
      el('li', {}, `${alert.labels.service ?? name}: ${summary(alert)} `, times.lasting(alert.startsAt))))));
}

function summary({ name, refused, annotations: { summary: text = '' } }) {
  return refused ? `Not used: ${refused}` : text === name ? '' : text;
}
