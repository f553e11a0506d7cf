// ask.mjs PROMETHEUS END FOLDER DASHBOARD...: asks Prometheus every query of the dashboards over the day before END, as Grafana
// would, and writes a page for each into FOLDER that has the answers in it.
import fs from 'node:fs';
import path from 'node:path';

const [prometheus, end, folder, ...files] = process.argv.slice(2);
const day = 86_400, step = 120;

const filled = (expr) => expr.replaceAll('$__rate_interval', `${step + 15}s`).replaceAll('$__range', '24h').replaceAll('$service', '.+');

async function ask(target) {
  const query = filled(target.expr);
  const url = target.instant
    ? `/api/v1/query?time=${end}&query=`
    : `/api/v1/query_range?start=${end - day}&end=${end}&step=${step}&query=`;
  const answer = await (await fetch(prometheus + url + encodeURIComponent(query))).json();
  if (answer.status !== 'success') throw new Error(`${query}: ${answer.error}`);
  return answer.data.result.map((one) => ({ metric: one.metric, values: one.values ?? [one.value] }));
}

for (const file of files) {
  const board = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const panel of board.panels) {
    for (const target of panel.targets ?? []) target.answer = await ask(target);
    if (panel.targets?.every((target) => target.answer.length === 0)) console.error(`empty: ${board.title}, ${panel.title}`);
  }
  const height = Math.max(...board.panels.map((panel) => panel.gridPos.y + panel.gridPos.h)) * 38 + 60;
  const data = JSON.stringify({ board, end: end * 1000, from: (end - day) * 1000, step }).replaceAll('</', '<\\/');
  const page = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css"><div id="page"></div><script>window.drawn = ${data}</script><script src="page.js"></script>`;
  fs.writeFileSync(path.join(folder, `${board.uid}.html`), page);
  console.log(`${board.uid} ${height}`);
}
