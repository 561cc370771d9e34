// Repeats every transaction of a chain in EthereumJS, an EVM that shares no code with anvil's, and says where status, gas or logs
// differ: node tools/replay.mjs http://127.0.0.1:8545. Ends with 1 where something differs.
import { createBlock } from '@ethereumjs/block';
import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common';
import { createTxFromRPC } from '@ethereumjs/tx';
import { bytesToHex } from '@ethereumjs/util';
import { createVM, runTx } from '@ethereumjs/vm';

const node = process.argv[2];
let id = 0;

async function rpc(method, ...params) {
  const answer = await fetch(node, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
  });
  const { result, error } = await answer.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

const chainId = Number(await rpc('eth_chainId'));
const common = createCustomCommon({ chainId }, Mainnet, { hardfork: Hardfork.Prague });
const vm = await createVM({ common });
const head = Number(await rpc('eth_blockNumber'));
const differences = [];
let transactions = 0;
let logs = 0;
let reverted = 0;
let gas = 0n;

function compare(hash, what, ours, theirs) {
  if (ours !== theirs) differences.push({ hash, what, anvil: theirs, ethereumjs: ours });
}

for (let number = 1; number <= head; number++) {
  const found = await rpc('eth_getBlockByNumber', '0x' + number.toString(16), true);
  if (found.transactions.length === 0) continue;
  const block = createBlock(
    {
      header: {
        number,
        timestamp: found.timestamp,
        gasLimit: found.gasLimit,
        baseFeePerGas: found.baseFeePerGas,
        coinbase: found.miner,
        mixHash: found.mixHash,
        excessBlobGas: found.excessBlobGas,
        parentBeaconBlockRoot: found.parentBeaconBlockRoot,
      },
    },
    { common, skipConsensusFormatValidation: true },
  );
  for (const data of found.transactions) {
    const receipt = await rpc('eth_getTransactionReceipt', data.hash);
    const tx = await createTxFromRPC(data, { common });
    compare(data.hash, 'hash', bytesToHex(tx.hash()), data.hash);
    // What an account has for gas is not part of what is compared.
    const done = await runTx(vm, { tx, block, skipBalance: true });
    compare(data.hash, 'status', Number(done.receipt.status), Number(receipt.status));
    compare(data.hash, 'gas', String(done.totalGasSpent), String(BigInt(receipt.gasUsed)));
    compare(data.hash, 'contract', done.createdAddress?.toString() ?? null, receipt.contractAddress ?? null);
    const theirs = receipt.logs.map((log) => [log.address, log.topics, log.data]);
    const ours = (done.execResult.logs ?? []).map(([address, topics, bytes]) => [
      bytesToHex(address),
      topics.map((topic) => bytesToHex(topic)),
      bytesToHex(bytes),
    ]);
    compare(data.hash, 'logs', JSON.stringify(ours), JSON.stringify(theirs));
    transactions++;
    logs += ours.length;
    reverted += Number(receipt.status) === 0 ? 1 : 0;
    gas += BigInt(receipt.gasUsed);
  }
}
console.log(JSON.stringify({ transactions, reverted, logs, gas: String(gas), differences }));
process.exit(differences.length === 0 ? 0 : 1);
