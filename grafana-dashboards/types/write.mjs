// Writes each dashboard of a folder as a literal of its type, so that the compiler sees every key.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

const folder = process.argv[2];
for (const old of readdirSync('.').filter((file) => file.startsWith('headroom-') && file.endsWith('.ts'))) rmSync(old);
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const json = readFileSync(`${folder}/${file}`, 'utf8');
  writeFileSync(
    file.replace('.json', '.ts'),
    `import type { DashboardFile } from './dashboard.js';\nexport const dashboard: DashboardFile = ${json};\n`,
  );
}
