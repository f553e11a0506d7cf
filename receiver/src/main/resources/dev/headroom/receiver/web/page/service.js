// One service in full: its replicas, why they are as they are, and what people may order.

import { el, show, table } from './dom.js';
import { get } from './api.js';
import { chart } from './chart.js';
import { act, kindOf } from './actions.js';
import * as times from './times.js';

const UP = ['planned', 'scaling', 'warming', 'verifying', 'routing'];
const DOWN = ['planned', 'draining', 'finishing', 'checkpointing', 'scaling', 'verifying'];
const CHART_LASTS = 60_000;
const ACTIONS = [['scale', 'Scale'], ['wake', 'Wake'], ['sleep', 'Sleep'], ['pin', 'Pin'], ['freeze', 'Freeze'], ['hold_up', 'Hold up'], ['hold_down', 'Hold down'], ['release', 'Release']];
const STANDBY = ['wake', 'sleep']; // for services alone of which replicas can sleep
const UNASKED = { release: ({ override }) => !override, wake: ({ asleep }) => !asleep }; // when there is nothing for it to do

/** A card that is made once and then kept up to date, so that focus and open parts stay. */
export class Card {
  constructor(name) {
    this.name = name;
    this.points = [];
    this.parts = Object.fromEntries(['why', 'state', 'chart', 'hours', 'summary', 'guards'].map(part => [part, el('div', { class: part })]));
    this.parts.summary = el('summary');
    this.buttons = ACTIONS.map(([kind, label]) => el('button', {
      type: 'button', 'data-action': kind, 'aria-label': `${label} ${name}`, onclick: () => act(kind, () => this.service),
    }, label));
    this.element = el('article', { class: 'card', 'aria-label': name },
      this.parts.why, this.parts.state,
      el('div', { class: 'buttons', role: 'group', 'aria-label': `Orders for ${name}` }, this.buttons),
      this.parts.chart, this.parts.hours,
      el('details', {}, this.parts.summary, this.parts.guards),
      el('p', { class: 'small' }, el('a', { href: `#/history?service=${encodeURIComponent(name)}` }, `History of ${name}`)));
  }

  update(service) {
    const same = service.desired === this.service?.desired && service.ready === this.service?.ready;
    this.service = service;
    if (!same || times.now() - this.asked > CHART_LASTS) this.load();
    const { why, state, hours, summary, guards } = this.parts;
    show(why, ...decision(service));
    show(state, ...states(service));
    this.draw();
    show(hours, ...usage(service.usage));
    show(summary, ...tally(service.explanation));
    show(guards, verdicts(`Guards of ${this.name}`, service.explanation?.verdicts ?? []));
    this.buttons.forEach(button => {
      button.disabled = UNASKED[button.dataset.action]?.(service) ?? false;
      button.hidden = STANDBY.includes(button.dataset.action) && !('standby' in service);
    });
  }

  /** Asks for the replicas over time, when they have changed, or the last answer is old by the receiver's clock. */
  async load() {
    if (this.asking) return;
    this.asking = true;
    this.asked = times.now();
    try {
      this.points = (await get(`/api/v1/replicas?service=${encodeURIComponent(this.name)}`))[this.name] ?? [];
      this.draw();
    } catch {
      // the connection's own line tells of it; the next minute tries again
    } finally {
      this.asking = false;
    }
  }

  draw() {
    this.parts.chart.replaceChildren(chart(this.service, this.points));
  }
}

function decision({ explanation, diagnosis: { group, does, can } }) {
  if (!explanation) return [el('p', {}, 'It has not been judged yet.')];
  const { outcome, sentence, until, reason } = explanation;
  return [el('p', { class: `sentence ${outcome}` }, sentence),
    until && el('p', { class: 'small' }, reason === 'steady' ? 'The schedule changes ' : 'The refusal ends ', times.ahead(until), isHeard(explanation) && '; an alert may ask at any time', '.'),
    group !== 'quiet' && el('p', {}, el('strong', {}, 'Headroom: '), does), group !== 'quiet' && el('p', {}, el('strong', {}, 'You: '), can)].filter(Boolean);
}

/** While alerts are not heard they change nothing. */
function isHeard({ verdicts }) {
  return !verdicts.some(({ guard, verdict }) => guard === 'evidence' && verdict === 'refuse');
}

function states({ rollout, override, frozen, doubts = [], cooldowns, firing, standby }) {
  return [
    standby && el('p', { class: 'standby' }, el('strong', {}, 'Standby: '), standby),
    rollout && el('div', { class: 'rollout' },
      el('p', {}, `Rollout from ${rollout.from} to ${rollout.to}, in this step `, times.lasting(rollout.since), rollout.detail && `: ${rollout.detail}`),
      el('ol', { class: 'steps' }, path(rollout).map(step => el('li', { 'aria-current': step === rollout.phase && 'step' }, step)))),
    frozen && el('p', { class: 'override' }, el('strong', {}, 'frozen'), ` by ${frozen}`),
    override && el('p', { class: 'override' }, el('strong', {}, kindOf(override)),
      ` by ${override.owner}: ${override.reason}; ends `, times.ahead(override.expires)),
    ...doubts.map(({ source, since, why }) => el('p', {}, el('strong', {}, source), ' asks no further, ', times.lasting(since), `: ${why}`)),
    cooldowns.length > 0 && el('p', {}, 'Cooldowns'),
    cooldowns.length > 0 && el('ul', { class: 'chips' }, cooldowns.map(({ source, until }) => el('li', {}, `${source} `, times.left(until)))),
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
  return [`Guards: ${verdicts.length - refused.length} pass`, refused.length > 0 && el('strong', {}, `, refused by ${refused.join(', ')}`)].filter(Boolean);
}

/** All verdicts, in the guards' order. */
export function verdicts(caption, list) {
  if (!list.length) return el('p', {}, 'Nothing asked for a change, so no guard had to judge.');
  return table(caption, ['Guard', 'Verdict', 'Why', 'Until'], list.map(({ guard, verdict, detail, until }) =>
    [guard.replace('_', ' '), el('span', { class: `verdict ${verdict}` }, verdict), detail, until ? times.clock(until) : '']));
}
