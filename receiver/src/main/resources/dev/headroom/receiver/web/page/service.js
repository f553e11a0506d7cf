// One service: its replicas, why they are as they are, and what people may order.

import { el, show, table } from './dom.js';
import { chart } from './chart.js';
import { act } from './actions.js';
import * as times from './times.js';

const UP = ['planned', 'scaling', 'warming', 'verifying', 'routing'];
const DOWN = ['planned', 'draining', 'finishing', 'checkpointing', 'scaling', 'verifying'];
const ACTIONS = [['scale', 'Scale'], ['pin', 'Pin'], ['freeze', 'Freeze'], ['hold_up', 'Hold up'], ['hold_down', 'Hold down'], ['release', 'Release']];

/** A card that is made once and then kept up to date, so that focus and open parts stay. */
export class Card {
  constructor(name) {
    this.name = name;
    this.parts = Object.fromEntries(['count', 'why', 'state', 'chart', 'hours', 'summary', 'guards'].map(part => [part, el('div', { class: part })]));
    this.parts.summary = el('summary');
    this.buttons = ACTIONS.map(([kind, label]) => el('button', {
      type: 'button', 'data-action': kind, 'aria-label': `${label} ${name}`, onclick: () => act(kind, this.service),
    }, label));
    const title = `service-${name}`;
    this.element = el('article', { class: 'card', 'data-service': name, 'aria-labelledby': title },
      el('header', {}, el('h2', { id: title }, name), this.parts.count),
      this.parts.why, this.parts.state, this.parts.chart, this.parts.hours,
      el('details', {}, this.parts.summary, this.parts.guards),
      el('p', { class: 'small' }, el('a', { href: `#/history?service=${encodeURIComponent(name)}` }, `History of ${name}`)),
      el('div', { class: 'buttons', role: 'group', 'aria-label': `Orders for ${name}` }, this.buttons));
  }

  update(service, points) {
    this.service = service;
    const { count, why, state, hours, summary, guards } = this.parts;
    show(count, el('p', {}, el('strong', {}, String(service.ready ?? '?')), ` of ${service.desired ?? '?'} ready`));
    show(why, ...decision(service));
    show(state, ...states(service));
    this.draw(points);
    show(hours, ...usage(service.usage));
    show(summary, ...tally(service.explanation));
    show(guards, verdicts(`Guards of ${this.name}`, service.explanation?.verdicts ?? []));
    this.buttons.forEach(button => { button.disabled = button.dataset.action === 'release' && !service.override; });
  }

  draw(points) {
    this.parts.chart.replaceChildren(chart(this.service, points));
  }
}

function decision({ explanation }) {
  if (!explanation) return [el('p', {}, 'not evaluated yet')];
  return [el('p', { class: `sentence ${explanation.outcome}` }, explanation.sentence),
    explanation.until && el('p', { class: 'small' }, 'may change in ', times.until(explanation.until))];
}

function states({ rollout, override, frozen, doubts = [], cooldowns, firing }) {
  return [
    rollout && el('div', { class: 'rollout' },
      el('p', {}, `Rollout ${rollout.from} to ${rollout.to}, in this step for `, times.since(rollout.since), rollout.detail && `: ${rollout.detail}`),
      el('ol', { class: 'steps' }, path(rollout).map(step => el('li', { 'aria-current': step === rollout.phase && 'step' }, step)))),
    frozen && el('p', { class: 'override' }, el('strong', {}, 'frozen'), ` by ${frozen}`),
    override && el('p', { class: 'override' }, el('strong', {}, override.kind.replace('_', ' ') + (override.kind === 'pin' ? ` at ${override.replicas}` : '')),
      ` by ${override.owner}: ${override.reason}; ends in `, times.until(override.expires)),
    ...doubts.map(({ source, since, why }) => el('p', {}, el('strong', {}, source), ' asks no further, for ', times.since(since), `: ${why}`)),
    cooldowns.length > 0 && el('p', {}, 'Cooldowns'),
    cooldowns.length > 0 && el('ul', { class: 'chips' }, cooldowns.map(({ source, until }) => el('li', {}, `${source} `, times.until(until)))),
    firing.length > 0 && el('p', {}, 'Firing'),
    firing.length > 0 && el('ul', { class: 'chips firing' }, firing.map(name => el('li', {}, name))),
  ].filter(Boolean);
}

/** The steps of a rollout; one that went wrong goes through others. */
function path({ from, to, phase }) {
  const usual = to > from ? UP : DOWN;
  return usual.includes(phase) ? usual : [...usual, phase];
}

function usage({ today, month, cost }) {
  const line = (name, { used, atMax }) => {
    const share = atMax > 0 ? ` (${Math.round(used / atMax * 100)} %)` : '';
    return el('p', { class: 'small' }, `${name}: ${number(used)} replica hours of ${number(atMax)} at maximum${share}`,
      cost && `; ${money(used * cost.amount, cost)} of ${money(atMax * cost.amount, cost)}`);
  };
  return [line('Today', today), line('This month', month)];
}

function number(value) {
  return value.toLocaleString('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

function money(value, { currency }) {
  return `${value.toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}${currency && ` ${currency}`}`;
}

function tally(explanation) {
  const verdicts = explanation?.verdicts ?? [];
  const refused = verdicts.filter(({ verdict }) => verdict === 'refuse').map(({ guard }) => guard.replace('_', ' '));
  if (!verdicts.length) return ['Guards: nothing to judge'];
  return [`Guards: ${verdicts.length - refused.length} pass`, refused.length > 0 && el('strong', {}, `, refused by ${refused.join(', ')}`)];
}

/** All verdicts, in the guards' order. */
export function verdicts(caption, list) {
  if (!list.length) return el('p', {}, 'Nothing asked for a change, so no guard had to judge.');
  return table(caption, ['Guard', 'Verdict', 'Why', 'Until'], list.map(({ guard, verdict, detail, until }) =>
    [guard.replace('_', ' '), el('span', { class: `verdict ${verdict}` }, verdict), detail, until ? times.clock(until) : '']));
}
