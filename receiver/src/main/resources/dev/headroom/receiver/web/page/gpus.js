// The memory of the GPUs, as bars.

import { el } from './dom.js';
import { get } from './api.js';

const GIB = 2 ** 30;

/** The part of the page that shows them; empty where no GPU is read. */
export async function gpus(place) {
  let told;
  try {
    told = await get('/api/v1/gpus');
  } catch {
    told = null;
  }
  const list = Array.isArray(told) ? told : told?.gpus ?? [];
  place.hidden = list.length === 0;
  if (list.length) place.replaceChildren(el('h2', {}, 'GPUs'), el('ul', { class: 'gpus' }, list.map(bar)));
}

function bar(gpu) {
  const { total, free } = gpu.memory ?? gpu;
  const used = total > 0 ? 1 - free / total : 0;
  const text = `${((total - free) / GIB).toFixed(1)} of ${(total / GIB).toFixed(1)} GiB used, ${Math.round((1 - used) * 100)} % free`;
  const instance = /^MIG-|:/.test(gpu.uuid ?? '') ? ` ${gpu.uuid}` : '';
  const name = `GPU ${gpu.index}${instance} ${gpu.name ?? ''}`;
  return el('li', {}, el('span', {}, name),
    el('meter', { min: 0, max: 1, low: 0.75, high: 0.8, optimum: 0, value: used.toFixed(3), 'aria-label': `memory of ${name}` }, text),
    el('span', { class: 'small' }, text));
}
