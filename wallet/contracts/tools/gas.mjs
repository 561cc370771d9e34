// Measures what each transaction costs, writes docs/gas/*.json, which the tests compare with, and prints the table of the README.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forge } from './forge.mjs';

const gas = join(dirname(fileURLToPath(import.meta.url)), '../docs/gas');
const status = forge(['test', '--match-path', 'src/test/solidity/Gas.t.sol', '--gas-snapshot-check=false', '--gas-snapshot-emit=true', '--quiet']);
if (status !== 0) process.exit(status);
console.log('| transaction | gas |\n|---|---|');
for (const file of readdirSync(gas).sort()) {
  const contract = file.replace('.json', '');
  for (const [name, used] of Object.entries(JSON.parse(readFileSync(join(gas, file), 'utf8')))) {
    console.log(`| ${contract}: ${name} | ${Number(used).toLocaleString('en-US')} |`);
  }
}
