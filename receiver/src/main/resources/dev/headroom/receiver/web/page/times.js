// Times in the policy's time zone, and those that count down or up.

import { el } from './dom.js';

let zone = 'UTC';
let ahead = 0; // milliseconds by which the receiver's clock is ahead of this one

/** Takes over the receiver's time and zone. */
export function set(serverNow, serverZone) {
  ahead = Date.parse(serverNow) - Date.now();
  zone = serverZone === 'Z' ? 'UTC' : serverZone;
}

export function now() {
  return Date.now() + ahead;
}

export function zoneName() {
  return zone;
}

function parts(options, time) {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options }).format(time);
}

/** 14:07:10, with the day where it is not today. */
export function clock(iso) {
  const time = new Date(iso);
  const hours = parts({ hour: '2-digit', minute: '2-digit', second: '2-digit' }, time);
  return day(time) === day(new Date(now())) ? hours : `${day(time)} ${hours}`;
}

function day(time) {
  return parts({ day: 'numeric', month: 'short' }, time);
}

/** 4m 12s from milliseconds; the two largest units. */
export function span(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const [d, h, m, s] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  if (d) return `${d}d ${h}h`;
  if (h) return `${h}h ${m}m`;
  return m ? `${m}m ${s}s` : `${s}s`;
}

/** Text that counts down to a time. */
export function until(iso) {
  return el('time', { datetime: iso, 'data-until': iso, title: clock(iso) }, span(Date.parse(iso) - now()));
}

/** Text that counts up from a time. */
export function since(iso) {
  return el('time', { datetime: iso, 'data-since': iso, title: clock(iso) }, span(now() - Date.parse(iso)));
}

/** Lets them count. */
export function tick() {
  for (const time of document.querySelectorAll('[data-until]')) time.textContent = span(Date.parse(time.dataset.until) - now());
  for (const time of document.querySelectorAll('[data-since]')) time.textContent = span(now() - Date.parse(time.dataset.since));
}
