// Measures what each transaction costs and writes docs/gas/*.json, which the tests compare with, and the table in the README.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forge } from './forge.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const header = '| transaction | gas | | transaction | gas |\n|---|---|---|---|---|\n';
const measured = ['test', '--match-path', 'src/test/solidity/Gas.t.sol', '--quiet'];
const status = forge([...measured, '--gas-snapshot-check=false', '--gas-snapshot-emit=true']);
if (status !== 0) process.exit(status);

const cells = [];
for (const file of readdirSync(join(root, 'docs/gas')).sort()) {
  const contract = file.replace('.json', '');
  for (const [name, used] of Object.entries(JSON.parse(readFileSync(join(root, 'docs/gas', file), 'utf8')))) {
    cells.push(`${contract}: ${name} | ${Number(used).toLocaleString('en-US')}`);
  }
}
const half = Math.ceil(cells.length / 2);
const rows = cells.slice(0, half).map((left, i) => `| ${left} | | ${cells[half + i] ?? ' | '} |\n`);
const readme = join(root, 'README.md');
const text = readFileSync(readme, 'utf8');
const start = text.indexOf(header);
if (start < 0) throw new Error('README.md has no gas table');
const end = text.indexOf('\n\n', start);
writeFileSync(readme, text.slice(0, start) + header + rows.join('') + (end < 0 ? '' : text.slice(end + 1)));
console.log(header + rows.join(''));
