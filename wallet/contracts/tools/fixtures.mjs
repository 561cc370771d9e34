// Compiled code that tests of wallet/chain keep beside its source: compared with what the source compiles to, or with --write made anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../chain/src/test/resources/hearth/chain');
const name = 'FeeToken';
const input = {
  language: 'Solidity',
  sources: { [name]: { content: readFileSync(join(folder, `${name}.sol`), 'utf8').replaceAll('\r\n', '\n') } },
  settings: {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: 'prague',
    metadata: { appendCBOR: false, bytecodeHash: 'none' },
    outputSelection: { '*': { '*': ['evm.deployedBytecode.object'] } },
  },
};
const said = JSON.parse(solc.compile(JSON.stringify(input)));
const errors = (said.errors ?? []).filter((error) => error.severity === 'error');
if (errors.length > 0) {
  console.error(errors[0].formattedMessage);
  process.exit(1);
}
const code = said.contracts[name][name].evm.deployedBytecode.object;
const file = join(folder, `${name}.hex`);
if (process.argv.includes('--write')) {
  writeFileSync(file, `${code}\n`);
} else if (readFileSync(file, 'utf8').trim() !== code) {
  console.error(`${file} is not what ${name}.sol compiles to. Make it anew: node tools/fixtures.mjs --write`);
  process.exit(1);
}
console.log(`contracts: ${name}.hex is what ${name}.sol compiles to`);
