// Asks the receiver. The token is kept for this tab only, and is sent in a header, never in a cookie.

import { el } from './dom.js';
import * as times from './times.js';

const KEPT = 'headroom-token';
const PATIENCE = 10_000; // a connection that died while the computer slept says nothing at all
let asking = null;

/** What the receiver refused, in its own words. */
export class Refused extends Error {
  constructor(status, answer) {
    super([answer.error, answer.remedy].filter(Boolean).join('; ') || `the receiver answered ${status}`);
    this.status = status;
  }
}

/** An answer of any kind, after asking for a token where one is needed. It is waited for a while, or as its own signal says. */
export async function ask(path, options = {}) {
  const token = sessionStorage.getItem(KEPT);
  const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(path, { cache: 'no-store', signal, ...options, headers }).catch(() => {
    throw new Error('the receiver does not answer');
  });
  if (answer.status === 401) {
    sessionStorage.removeItem(KEPT);
    asking ??= askToken(token !== null).finally(() => { asking = null; });
    await asking;
    return ask(path, options);
  }
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
  return answer;
}

export async function get(path) {
  return (await ask(path)).json();
}

/** Sends an order. */
export async function send(method, path, body) {
  const options = body ? { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : { method };
  return (await ask(path, options)).json();
}

/** Asks the reader for the token, until there is one; what is shown meanwhile is not live. */
function askToken(wrong) {
  window.dispatchEvent(new CustomEvent('locked', { detail: wrong ? 'the token is not valid any more' : 'a token is needed' }));
  return new Promise(resolve => {
    const input = el('input', { type: 'password', name: 'token', required: true, autocomplete: 'off', 'aria-describedby': 'token-why' });
    const form = el('form', {
      onsubmit: event => {
        event.preventDefault();
        sessionStorage.setItem(KEPT, input.value.trim());
        dialog.close();
      },
    },
    el('h2', { id: 'token-title' }, 'Token'),
    el('div', { id: 'token-why' },
      wrong && el('p', { class: 'note bad' }, `That token is not valid, or not any more: it was refused at ${times.clock(new Date(times.now()).toISOString())}.`),
      el('p', {}, el('strong', {}, 'Headroom: '), 'Goes on scaling; only this page is locked.'),
      el('p', {}, el('strong', {}, 'You: '), 'Enter one of the tokens in the token_file of the receiver.')),
    el('label', {}, 'Token', input),
    el('p', { class: 'buttons' }, el('button', { class: 'main' }, 'Continue')));
    const dialog = el('dialog', {
      'aria-labelledby': 'token-title',
      oncancel: event => event.preventDefault(),
      onclose: () => { dialog.remove(); resolve(); },
    }, form);
    document.body.append(dialog);
    dialog.showModal();
  });
}
