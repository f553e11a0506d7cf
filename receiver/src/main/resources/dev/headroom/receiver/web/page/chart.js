// The replicas of a service over the last day, as steps; over less where less is known.

import { el, svg } from './dom.js';
import * as times from './times.js';

const WIDTH = 480;
const HEIGHT = 96;
const HOUR = 3600;
const SPANS = [[HOUR / 6, '10 min'], [HOUR, '1 h'], [3 * HOUR, '3 h'], [6 * HOUR, '6 h'], [12 * HOUR, '12 h'], [24 * HOUR, '24 h']];
const [AT, DESIRED, READY, MIN, MAX, FLOOR] = [0, 1, 2, 3, 4, 5];

/** A chart of points [second, desired, ready, min, max, floor], the present counts as the last. */
export function chart(service, points) {
  const end = times.now() / 1000;
  const now = [end, service.desired, service.ready, service.min, service.max, service.floor];
  const known = joined(points, now);
  const top = Math.max(1, ...known.flatMap(point => point.slice(1).map(count => count ?? 0)));
  const begin = known.find(point => point[DESIRED] !== undefined && point[DESIRED] !== null)?.[AT] ?? end;
  const [length, name] = SPANS.find(([seconds]) => seconds >= end - begin) ?? SPANS[SPANS.length - 1];
  const scale = {
    x: at => Math.max(0, (at - end + length) / length * WIDTH),
    y: count => HEIGHT - 2 - count / top * (HEIGHT - 4),
  };
  const line = (index, name) => svg('path', { d: steps(known, index, scale), class: name, 'vector-effect': 'non-scaling-stroke' });
  const drawing = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': words(service, known, name) },
    [1, 2, 3].map(quarter => svg('path', { d: `M${WIDTH * quarter / 4} 0V${HEIGHT}`, class: 'grid', 'vector-effect': 'non-scaling-stroke' })),
    line(MAX, 'bound'), line(MIN, 'bound'), line(FLOOR, 'floor'), line(READY, 'ready'), line(DESIRED, 'desired'));
  return el('figure', { class: 'chart' },
    el('div', { class: 'plot' }, el('span', { class: 'top', 'aria-hidden': 'true' }, String(top)), drawing),
    el('div', { class: 'axis', 'aria-hidden': 'true' }, [`${name} ago`, ...[1, 2, 3, 4].map(quarter => times.hour((end - length * (4 - quarter) / 4) * 1000))].map(text => el('span', {}, text))),
    el('figcaption', {}, ['desired', 'ready', 'floor', 'bound'].map(key =>
      el('span', { class: `key ${key}` }, key === 'bound' ? `min ${service.min}, max ${service.max}` : `${key} ${service[key] ?? '?'}`))));
}

/** The stored points and the present one; what was stored last reaches up to now, unless that is long ago. */
function joined(points, now) {
  const last = points[points.length - 1];
  const open = last && last.length === 1 && now[AT] - last[AT] < 300;
  return [...(open ? points.slice(0, -1) : points), now];
}

/** Horizontal lines at each count, vertical ones between; nothing where the count is not known. */
function steps(points, index, scale) {
  let path = '';
  let drawing = false;
  points.forEach((point, i) => {
    const count = point[index];
    if (count === undefined || count === null) {
      drawing = false;
      return;
    }
    const end = (points[i + 1] ?? point)[AT];
    path += `${drawing ? 'L' : 'M'}${scale.x(point[AT]).toFixed(1)} ${scale.y(count).toFixed(1)}H${scale.x(end).toFixed(1)}`;
    drawing = true;
  });
  return path;
}

function words(service, points, span) {
  const counts = points.map(point => point[DESIRED]).filter(count => count !== undefined && count !== null);
  const past = counts.length ? `between ${Math.min(...counts)} and ${Math.max(...counts)} replicas wanted` : 'nothing known';
  return `${service.service} over the last ${span}: ${past}; now ${service.desired ?? 'unknown'}, ${service.ready ?? 'unknown'} ready, `
    + `limits ${service.min} to ${service.max}, floor ${service.floor}`;
}
