// Writes src/main/abi/<Contract>.json from forge's output, or with --check says where the committed files differ from it.
// The committed files are what the Java clients are generated from, so that building the clients needs no Solidity compiler.
import { readFileSync, readdirSync, writeFileSync, mkdirSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forge } from './forge.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const committed = join(root, 'src/main/abi');
const refresh = './mvnw -q -Pabi -pl wallet/contracts test';

/** One ABI entry a line: small, stable, and readable in a review. */
function render({ contractName, abi, bytecode }) {
  const lines = abi.map((entry) => '    ' + JSON.stringify(entry)).join(',\n');
  return `{\n  "contractName": "${contractName}",\n  "abi": [\n${lines}\n  ],\n  "bytecode": "${bytecode}"\n}\n`;
}

function built(contractName) {
  const artifact = JSON.parse(readFileSync(join(root, `out/${contractName}.sol/${contractName}.json`), 'utf8'));
  return { contractName, abi: artifact.abi, bytecode: artifact.bytecode.object };
}

/** Names of the ABI entries that only one side has, then the bytecode. */
function differences(name, expected, actual) {
  const label = (entry) => `${entry.type} ${entry.name ?? ''}(${(entry.inputs ?? []).map((i) => i.type).join(',')})`;
  const found = [];
  const text = (side) => new Map(side.abi.map((entry) => [JSON.stringify(entry), label(entry)]));
  const [old, now] = [text(expected), text(actual)];
  for (const [key, what] of now) if (!old.has(key)) found.push(`${name}: the sources have ${what}, the committed ABI does not`);
  for (const [key, what] of old) if (!now.has(key)) found.push(`${name}: the committed ABI has ${what}, the sources do not`);
  if (expected.bytecode !== actual.bytecode) {
    const [a, b] = [expected.bytecode, actual.bytecode];
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    found.push(`${name}: bytecode differs from byte ${(at >> 1) - 1} on (${a.length / 2 - 1} bytes committed, ${b.length / 2 - 1} built)`);
  }
  return found;
}

const check = process.argv.includes('--check');
const names = readdirSync(join(root, 'src/main/solidity'))
  .filter((file) => file.endsWith('.sol'))
  .map((file) => file.slice(0, -4))
  .sort();
const status = forge(['build', '--skip', 'test', '--quiet']);
if (status !== 0) process.exit(status);

mkdirSync(committed, { recursive: true });
const problems = [];
for (const name of names) {
  const file = join(committed, `${name}.json`);
  const now = built(name);
  if (!check) {
    writeFileSync(file, render(now));
  } else if (!existsSync(file)) {
    problems.push(`${name}: src/main/abi/${name}.json is missing`);
  } else if (readFileSync(file, 'utf8').replaceAll('\r\n', '\n') !== render(now)) {
    const found = differences(name, JSON.parse(readFileSync(file, 'utf8')), now);
    problems.push(...(found.length > 0 ? found : [`${name}: src/main/abi/${name}.json is not in the form that the tool writes`]));
  }
}
for (const file of readdirSync(committed)) {
  if (names.includes(file.replace(/\.json$/, ''))) continue;
  if (check) problems.push(`${file}: no such contract in src/main/solidity`);
  else rmSync(join(committed, file));
}
if (problems.length > 0) {
  console.error(`The committed ABI is not what the sources compile to. First difference:\n  ${problems[0]}`);
  if (problems.length > 1) console.error(`  and ${problems.length - 1} more`);
  console.error(`Refresh it with: ${refresh}`);
  process.exit(1);
}
console.log(`contracts: ABI and bytecode of ${names.join(', ')} ${check ? 'are what the sources compile to' : 'written'}`);
