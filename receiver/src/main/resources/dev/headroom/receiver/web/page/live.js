// Follows the receiver's events, and asks again and again where events do not come through.

import { ask, get } from './api.js';

const PATIENCE = 10_000; // the receiver sends something every three seconds

// A page that was left and is kept for the way back holds no connection: a browser has six of them for a receiver.
let away = false;
let stop = new AbortController();
window.addEventListener('pagehide', () => { away = true; stop.abort(); });
window.addEventListener('pageshow', () => { away = false; });
const back = () => new Promise(shown => window.addEventListener('pageshow', shown, { once: true }));

/** Calls back with each overview, and with a word on the connection: live, asking, or why what was told is old. */
export async function follow(overview, connection) {
  for (let failures = 0; ; failures++) {
    try {
      await stream(event => {
        failures = 0;
        tell(event, overview, connection, 'live');
      });
    } catch {
      if (!away) await poll(overview, connection);
    }
    if (away) await back();
    else await new Promise(wake => setTimeout(wake, Math.min(5_000, 250 * 2 ** failures)));
  }
}

function tell({ name, data }, overview, connection, word) {
  if (name === 'overview') {
    overview(JSON.parse(data));
    connection(word, true);
  } else if (name === 'problem') {
    connection(JSON.parse(data).error, false);
  }
}

/** One try without events: by a proxy that holds them back, or where too many pages follow them. */
async function poll(overview, connection) {
  try {
    overview(await get('/api/v1/overview'));
    connection('no live events; asking every few seconds', true);
  } catch (worse) {
    connection(worse.message, false);
  }
}

async function stream(event) {
  stop = new AbortController();
  let watch = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await ask('/api/v1/events', { headers: { Accept: 'text/event-stream' }, signal: stop.signal });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(watch);
      watch = setTimeout(() => stop.abort(), PATIENCE);
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      blocks.map(parse).forEach(event);
    }
  } finally {
    clearTimeout(watch);
    stop.abort();
  }
}

/** One event: the name, and its lines of data. */
function parse(block) {
  const lines = block.split('\n');
  const field = name => lines.filter(line => line.startsWith(name)).map(line => line.slice(name.length).trimStart());
  return { name: field('event:')[0], data: field('data:').join('\n') };
}
