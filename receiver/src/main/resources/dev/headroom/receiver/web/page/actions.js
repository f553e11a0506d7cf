// Orders of people: first what is wanted, then what it means, then it is sent.

import { el } from './dom.js';
import { send } from './api.js';

const OWNER = 'headroom-owner';

const KINDS = {
  scale: { title: 'Scale', fields: ['replicas'], means: ({ service }, { replicas }) => `${service} is brought to ${replicas} replicas once. The policy goes on from there.` },
  pin: { title: 'Pin', fields: ['replicas', 'ttl'], means: ({ service }, { replicas, ttl }) => `${service} is brought to ${replicas} replicas and kept there for ${ttl}, whatever fires.` },
  freeze: { title: 'Freeze', fields: ['ttl'], means: ({ service }, { ttl }) => `Nothing is done to ${service} for ${ttl}, whatever fires.` },
  hold_up: { title: 'Hold up', fields: ['ttl'], means: ({ service }, { ttl }) => `${service} does not go up for ${ttl}, whatever fires.` },
  hold_down: { title: 'Hold down', fields: ['ttl'], means: ({ service }, { ttl }) => `${service} does not go down for ${ttl}.` },
  release: { title: 'Release', fields: [], means: ({ service, override }) => `The ${override.kind.replace('_', ' ')} by ${override.owner} ends now; ${service} follows the policy again.` },
};

/** Opens the dialog of an order. */
export function act(kind, service) {
  const { title, fields, means } = KINDS[kind];
  const all = [...fields, 'owner', 'reason'];
  const inputs = Object.fromEntries(all.map(name => [name, input(name, service, kind)]));
  const values = () => Object.fromEntries(all.map(name => [name, inputs[name].value.trim()]));
  const problem = el('p', { class: 'note bad', role: 'alert', hidden: true });
  const meaning = el('p', { class: 'meaning', tabindex: -1 });
  const form = el('form', { onsubmit: event => { event.preventDefault(); confirm(); } },
    all.map(name => el('label', {}, LABELS[name], inputs[name])),
    el('p', { class: 'buttons' }, el('button', { class: 'main' }, 'Next'), el('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel')));
  const sure = el('div', { hidden: true }, meaning, problem,
    el('p', { class: 'buttons' },
      el('button', { type: 'button', class: 'main', 'data-confirm': kind, onclick: event => order(event.currentTarget) }, `${title} ${service.service}`),
      el('button', { type: 'button', onclick: () => { sure.hidden = true; form.hidden = false; inputs[all[0]].focus(); } }, 'Back')));
  const dialog = el('dialog', { 'aria-labelledby': 'order-title', onclose: () => dialog.remove() },
    el('h2', { id: 'order-title' }, `${title} ${service.service}`), form, sure);

  function confirm() {
    const { override } = service;
    meaning.textContent = means(service, values())
      + (replaces(service, values()) && fields.includes('ttl') ? ` It replaces the ${override.kind.replace('_', ' ')} by ${override.owner}.` : '');
    problem.hidden = true;
    form.hidden = true;
    sure.hidden = false;
    meaning.focus();
  }

  async function order(button) {
    button.disabled = true;
    try {
      localStorage.setItem(OWNER, values().owner);
      const [method, path, body] = request(kind, service.service, values());
      await send(method, path, replaces(service, values()) && body?.kind ? { ...body, replace: true } : body);
      dialog.close();
    } catch (refused) {
      problem.textContent = refused.message;
      problem.hidden = false;
    } finally {
      button.disabled = false;
    }
  }

  document.body.append(dialog);
  dialog.showModal();
  inputs[all[0]].select();
}

/** Another person's override gives way only to who was told of it. */
const replaces = ({ override }, { owner }) => Boolean(override) && override.owner !== owner;

const LABELS = { replicas: 'Replicas', ttl: 'For how long, as 30m, 2h or 1d', owner: 'Your name', reason: 'Reason' };

function input(name, { min, max, desired }, kind) {
  switch (name) {
    case 'replicas': return el('input', { name, type: 'number', min, max, value: desired ?? min, required: true });
    case 'ttl': return el('input', { name, pattern: '([0-9]+(w|d|h|m|s))+', value: '1h', required: true, title: 'such as 30m, 2h or 1d' });
    case 'owner': return el('input', { name, maxlength: 64, value: localStorage.getItem(OWNER) ?? '', required: true, autocomplete: 'username' });
    default: return el('input', { name, maxlength: 160, required: kind !== 'release' });
  }
}

function request(kind, service, { replicas, ttl, owner, reason }) {
  const path = `/api/v1/services/${encodeURIComponent(service)}`;
  if (kind === 'scale') return ['POST', `${path}/scale`, { replicas: Number(replicas), owner, reason }];
  if (kind === 'release') return ['DELETE', `${path}/override?${new URLSearchParams(reason ? { owner, reason } : { owner })}`];
  return ['PUT', `${path}/override`, { kind, ...(kind === 'pin' ? { replicas: Number(replicas) } : {}), ttl, owner, reason }];
}
