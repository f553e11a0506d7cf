// Orders of people: first what is wanted, then what it means, then it is sent.

import { el } from './dom.js';
import { send } from './api.js';
import * as times from './times.js';

const OWNER = 'headroom-owner';

const KINDS = {
  scale: { title: 'Scale', fields: ['replicas'], means: ({ service }, { replicas }) => `${service} is brought to ${replicas} replicas once. The policy goes on from there.` },
  wake: { title: 'Wake', fields: ['sleepers'], means: ({ service }, { sleepers }) => `${sleepers} of ${service} that sleep are woken once, and none is started. The policy goes on from there.` },
  sleep: { title: 'Sleep', fields: ['sleepers'], means: ({ service }, { sleepers }) => `${sleepers} of ${service} are put to sleep once, when they have no request, and none is stopped. The policy goes on from there.` },
  pin: { title: 'Pin', fields: ['replicas', 'ttl'], means: ({ service }, { replicas, ttl }) => `${service} is brought to ${replicas} replicas and kept there for ${ttl}, whatever fires.` },
  freeze: { title: 'Freeze', fields: ['ttl'], means: ({ service }, { ttl }) => `Nothing is done to ${service} for ${ttl}, whatever fires.` },
  hold_up: { title: 'Hold up', fields: ['ttl'], means: ({ service }, { ttl }) => `${service} does not go up for ${ttl}, whatever fires.` },
  hold_down: { title: 'Hold down', fields: ['ttl'], means: ({ service }, { ttl }) => `${service} does not go down for ${ttl}.` },
  release: { title: 'Release', fields: [], means: ({ service }) => `${service} follows the policy again. An order that this one replaced does not come back.` },
};

/** Opens the dialog of an order; `present` tells how the service is now, as it may change while somebody types. */
export function act(kind, present) {
  const service = present();
  const { title, fields, means } = KINDS[kind];
  const all = [...fields, 'owner', 'reason'];
  const inputs = Object.fromEntries(all.map(name => [name, input(name, service, kind)]));
  const values = () => Object.fromEntries(all.map(name => [name, inputs[name].value.trim()]));
  const problem = el('p', { class: 'note bad', role: 'alert', hidden: true });
  const meaning = el('p', { class: 'meaning', tabindex: -1 });
  const standing = el('div', { class: 'standing' });
  let named = null; // the order in force that the reader was told of
  const form = el('form', { onsubmit: event => { event.preventDefault(); confirm(); } },
    all.map(name => el('label', {}, LABELS[name], inputs[name])),
    el('p', { class: 'buttons' }, el('button', { class: 'main' }, 'Next'), el('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel')));
  const sure = el('div', { hidden: true }, meaning, problem,
    el('p', { class: 'buttons' },
      el('button', { type: 'button', class: 'main', 'data-confirm': kind, onclick: event => order(event.currentTarget) }, `${title} ${service.service}`),
      el('button', { type: 'button', onclick: () => { sure.hidden = true; form.hidden = false; inputs[all[0]].focus(); } }, 'Back')));
  const dialog = el('dialog', { 'aria-labelledby': 'order-title', onclose: () => dialog.remove() },
    el('h2', { id: 'order-title' }, `${title} ${service.service}`), standing, form, sure);

  function tell() {
    named = present().override;
    standing.replaceChildren(...inForce(kind, named));
  }

  function confirm() {
    tell();
    meaning.textContent = means(present(), values());
    problem.hidden = true;
    form.hidden = true;
    sure.hidden = false;
    meaning.focus();
  }

  async function order(button) {
    if (JSON.stringify(present().override) !== JSON.stringify(named)) {
      tell();
      problem.textContent = 'The order in force has changed meanwhile: it is the one above now.';
      problem.hidden = false;
      return;
    }
    button.disabled = true;
    try {
      localStorage.setItem(OWNER, values().owner);
      const [method, path, body] = request(kind, service.service, values());
      await send(method, path, replaces(named, values()) && body?.kind ? { ...body, replace: true } : body);
      dialog.close();
    } catch (refused) {
      problem.textContent = refused.message;
      problem.hidden = false;
    } finally {
      button.disabled = false;
    }
  }

  tell();
  document.body.append(dialog);
  dialog.showModal();
  inputs[all[0]].select();
}

/** Another person's override gives way only to who was told of it. */
const replaces = (override, { owner }) => Boolean(override) && override.owner !== owner;

/** pin at 3, freeze, hold up. */
export function kindOf({ kind, replicas }) {
  return kind.replace('_', ' ') + (kind === 'pin' ? ` at ${replicas}` : '');
}

/** What stands, whose it is and why, and what becomes of it. */
function inForce(kind, override) {
  if (!override) return [];
  const what = ONCE.includes(kind) ? 'It stays in force, and may refuse this:' : kind === 'release' ? 'This ends:' : 'This replaces:';
  return [el('div', { class: 'note warn' }, el('p', {}, `${what} `, el('strong', {}, `the ${kindOf(override)} by ${override.owner}`), `: ${override.reason}`),
    el('p', { class: 'small' }, 'It would end ', times.ahead(override.expires), ONCE.includes(kind) ? '.' : '; it does not come back.'))];
}

const ONCE = ['scale', 'wake', 'sleep'];

const LABELS = { replicas: 'Replicas', sleepers: 'How many', ttl: 'For how long, as 30m, 2h or 1d', owner: 'Your name', reason: 'Reason' };

function input(name, { min, max, desired }, kind) {
  switch (name) {
    case 'replicas': return el('input', { name, type: 'number', min, max, value: desired ?? min, required: true });
    case 'sleepers': return el('input', { name, type: 'number', min: 1, max, value: 1, required: true });
    case 'ttl': return el('input', { name, pattern: '([0-9]+(w|d|h|m|s))+', value: '1h', required: true, title: 'such as 30m, 2h or 1d' });
    case 'owner': return el('input', { name, maxlength: 64, value: localStorage.getItem(OWNER) ?? '', required: true, autocomplete: 'username' });
    default: return el('input', { name, maxlength: 160, required: kind !== 'release' });
  }
}

function request(kind, service, { replicas, sleepers, ttl, owner, reason }) {
  const path = `/api/v1/services/${encodeURIComponent(service)}`;
  if (kind === 'scale') return ['POST', `${path}/scale`, { replicas: Number(replicas), owner, reason }];
  if (kind === 'wake' || kind === 'sleep') return ['POST', `${path}/${kind}`, { replicas: Number(sleepers), owner, reason }];
  if (kind === 'release') return ['DELETE', `${path}/override?${new URLSearchParams(reason ? { owner, reason } : { owner })}`];
  return ['PUT', `${path}/override`, { kind, ...(kind === 'pin' ? { replicas: Number(replicas) } : {}), ttl, owner, reason }];
}
