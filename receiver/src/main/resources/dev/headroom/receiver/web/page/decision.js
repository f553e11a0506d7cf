// One decision of the history, with the verdict of every guard.

import { el, table } from './dom.js';
import { get } from './api.js';
import { verdicts } from './service.js';
import * as times from './times.js';

export async function decision(id) {
  const told = await get(`/api/v1/decisions/${encodeURIComponent(id)}`);
  return el('div', {},
    el('p', {}, el('a', { href: '#/history' }, 'History')),
    el('h1', {}, told.outcome === 'scale' ? `${told.service}: ${told.from} to ${told.to}` : `${told.service}: no change`),
    el('p', { class: `sentence ${told.outcome}` }, told.sentence),
    el('dl', {}, facts(told).filter(([, value]) => value !== null && value !== '').flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])),
    told.alerts.length > 0 && [el('h2', {}, 'Alerts behind it'), table('Alerts behind it', ['Alert', 'Fingerprint'], told.alerts.map(({ name, fingerprint }) => [name, fingerprint]))],
    el('h2', {}, 'Guards'), verdicts('Guards', told.verdicts),
    told.steps.length > 0 && [el('h2', {}, 'Steps'), table('Steps', ['Step', 'Took'], told.steps.map(({ step, seconds }) =>
      [step, seconds === null ? '' : times.span(seconds * 1000)]))]);
}

function facts(told) {
  return [['When', times.past(told.at)], ['Reason', told.reason.replaceAll('_', ' ')], ['Wanted', told.to === told.from ? '' : String(told.to)],
    ['Source', told.source], ['Priority', told.priority], [told.reason === 'steady' ? 'Schedule changes' : 'Until', told.until && times.clock(told.until)],
    ['Result', told.result], ['Detail', told.detail]];
}
