// Times in the policy's time zone, each absolute and relative. Those that count stand still while no receiver answers.

import { el } from './dom.js';

let zone = 'UTC'; // as this browser knows it
let told = 'UTC'; // as the receiver calls it
let ahead_ = 0; // milliseconds by which the receiver's clock is ahead of this one
let stopped = null;

/** Takes over the receiver's time and zone. */
export function set(serverNow, serverZone) {
  ahead_ = Date.parse(serverNow) - Date.now();
  if (serverZone === told) return;
  told = serverZone;
  zone = known(serverZone) ?? 'UTC';
}

/** The receiver's name of a zone that is an offset may begin with letters, as GMT+09:00; a browser's does not. */
function known(name) {
  return [name === 'Z' ? 'UTC' : name, name.replace(/^[A-Z]+(?=[+-])/, '')].find(timeZone => {
    try {
      return new Intl.DateTimeFormat('en-GB', { timeZone });
    } catch {
      return false;
    }
  });
}

/** The receiver's present; while it does not answer, the one that it told last. */
export function now() {
  return stopped ?? Date.now() + ahead_;
}

/** Nothing counts any more, as nobody tells whether it still holds; `at` is what was told last. */
export function stop(at) {
  stopped = Date.parse(at);
  tick();
}

export function go() {
  stopped = null;
}

export function isStopped() {
  return stopped !== null;
}

/** For people. */
export function zoneName() {
  if (told === 'Z') return 'UTC';
  return known(told) ? told : `UTC, for this browser does not know ${told}`;
}

function parts(options, time) {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options }).format(time);
}

/** 14:07:10, with the day where it is not today, as in the receiver's own sentences: 2026-11-25 14:07:10. */
export function clock(iso) {
  const time = new Date(iso);
  const hours = parts({ hour: '2-digit', minute: '2-digit', second: '2-digit' }, time);
  return day(time) === day(new Date(now())) ? hours : `${day(time)} ${hours}`;
}

/** 14:07, where what stands beside it says which day it is of. */
export function hour(millis) {
  return parts({ hour: '2-digit', minute: '2-digit' }, millis);
}

function day(time) {
  return parts({ year: 'numeric', month: '2-digit', day: '2-digit' }, time).split('/').reverse().join('-');
}

/** The instant of 2026-11-24T14:07 in the zone. */
export function instant(local) {
  const utc = Date.parse(`${local}Z`);
  const shown = time => Date.parse(`${parts({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }, new Date(time))
    .replace(/(\d+)\/(\d+)\/(\d+), (.*)/, '$3-$2-$1T$4')}Z`);
  const guess = utc - (shown(utc) - utc);
  return guess - (shown(guess) - utc);
}

/** 4m 12s from milliseconds; the two largest units. */
export function span(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const [d, h, m, s] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  if (d) return `${d}d ${h}h`;
  if (h) return `${h}h ${m}m`;
  return m ? `${m}m ${s}s` : `${s}s`;
}

const FORMS = {
  ago: iso => (stopped === null ? `${span(now() - Date.parse(iso))} ago` : `at ${clock(iso)}`),
  past: iso => (stopped === null ? `${clock(iso)}, ${span(now() - Date.parse(iso))} ago` : clock(iso)),
  lasting: iso => (stopped === null ? `for ${span(now() - Date.parse(iso))}, since ${clock(iso)}` : `since ${clock(iso)}`),
  ahead: iso => (stopped === null ? `at ${clock(iso)}, in ${span(Date.parse(iso) - now())}` : `at ${clock(iso)}`),
  left: iso => (stopped === null ? `${span(Date.parse(iso) - now())}, until ${clock(iso)}` : `until ${clock(iso)}`),
};

const counting = form => iso => el('time', { datetime: iso, 'data-form': form, title: clock(iso) }, FORMS[form](iso));

/** 4s ago. */
export const ago = counting('ago');
/** 14:03:06, 4s ago. */
export const past = counting('past');
/** for 4m 12s, since 14:03:10. */
export const lasting = counting('lasting');
/** at 15:00:00, in 52m 50s. */
export const ahead = counting('ahead');
/** 52m 50s, until 15:00:00. */
export const left = counting('left');

/** Lets them count. */
export function tick() {
  for (const time of document.querySelectorAll('time[data-form]')) time.textContent = FORMS[time.dataset.form](time.dateTime);
}
