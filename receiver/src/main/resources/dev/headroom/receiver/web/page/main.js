// The page: which view is shown, and what it is told.

import { el } from './dom.js';
import { follow } from './live.js';
import { Overview } from './overview.js';
import { History } from './history.js';
import { decision } from './decision.js';
import * as times from './times.js';

const main = document.getElementById('main');
const connection = document.getElementById('connection');
const news = document.getElementById('news');
const away = document.getElementById('away');
const overview = new Overview();
let told = null;
let view = null;

/** #/?q=llm&open=app, #/history?service=app or #/decision/17 */
function route() {
  const [path, query] = location.hash.slice(1).split('?');
  const [, name, id] = path.split('/');
  if (name === 'history') open('history', new History(told?.services.map(({ service }) => service) ?? [], new URLSearchParams(query)));
  else if (name === 'decision') openDecision(id);
  else {
    open('overview', overview);
    overview.show(new URLSearchParams(query));
  }
}

async function openDecision(id) {
  try {
    open('decision', { element: await decision(id) });
  } catch (problem) {
    open('decision', { element: el('p', { class: 'note bad', role: 'alert' }, problem.message) });
  }
}

function open(name, shown) {
  const first = view === null;
  view = shown;
  main.replaceChildren(shown.element);
  for (const link of document.querySelectorAll('[data-view]')) {
    if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (!first) main.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function update(fresh) {
  times.set(fresh.now, fresh.zone);
  times.go();
  announce(fresh);
  const first = told === null;
  const same = JSON.stringify(fresh.latest) === JSON.stringify(told?.latest);
  told = fresh;
  overview.update(fresh);
  if (first) route();
  else if (view instanceof History && !(same && view.isSettled())) view.update().catch(() => {});
}

/** Tells a screen reader of what was done, and of trouble that began or ended; of nothing that only counts. */
function announce(fresh) {
  if (!told) return;
  const newest = told.latest[0]?.id;
  const done = fresh.latest.filter(({ id, outcome }) => outcome === 'scale' && newest !== undefined && id > newest).map(({ sentence }) => sentence);
  if (told.summary.well !== fresh.summary.well) done.unshift(fresh.summary.text);
  if (done.length) news.textContent = done.join('. ');
}

/** Where nobody tells any more, all that is shown is as old as the last word, and looks so. */
function connected(word, fine, locked = false) {
  say(fine || !told ? word : 'not live');
  document.title = `Headroom${!fine ? ': not live' : told.summary.well ? '' : ': needs a look'}`;
  connection.classList.toggle('bad', !fine);
  document.body.classList.toggle('stale', !fine);
  if (fine || !told) away.hidden = true;
  else if (away.hidden || away.dataset.why !== word) {
    away.dataset.why = word;
    times.stop(told.now);
    away.replaceChildren(
      el('p', {}, el('strong', {}, `Not live: ${word}.`), ` What is below is as of ${times.clock(told.now)} (${times.zoneName()}), and may have changed since.`),
      ...(locked ? [] : [ // else the dialog tells
        el('p', {}, el('strong', {}, 'Headroom: '), 'Whether it scales is not known. This page asks again every few seconds.'),
        el('p', {}, el('strong', {}, 'You: '), 'See that the receiver runs: its log, or ', el('code', {}, 'headroom status'), ' on its host.')]));
    away.hidden = false;
  }
}

/** It is read aloud whenever it is set. */
function say(word) {
  if (connection.textContent !== word) connection.textContent = word;
}

document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
window.addEventListener('hashchange', route);
window.addEventListener('locked', ({ detail }) => connected(detail, false, true));
setInterval(() => times.isStopped() || times.tick(), 1000);
follow(update, connected);
