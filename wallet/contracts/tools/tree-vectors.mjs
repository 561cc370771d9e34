// Writes src/test/vectors/rewards-tree.json: one epoch's tree as OpenZeppelin's own library builds it. The Solidity suite claims
// every leaf of it, and whatever builds such trees elsewhere (the coordinator) compares its root and proofs with this file.
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

const chainId = 271828;
const contract = '0x00000000000000000000000000000000000e3be5';
const account = (i) => '0x' + createHash('sha256').update(`account ${i}`).digest('hex').slice(0, 40);
const wei = (i) => (10n ** 18n * BigInt(i + 1)) / 7n;
const values = Array.from({ length: 13 }, (_, i) => [String(chainId), contract, account(i), String(wei(i))]);
const tree = StandardMerkleTree.of(values, ['uint256', 'address', 'address', 'uint256']);
const leaves = values.map((value, i) => ({
  account: value[2],
  cumulative: value[3],
  leaf: tree.leafHash(value),
  proof: tree.getProof(i),
}));
const total = String(leaves.reduce((sum, leaf) => sum + BigInt(leaf.cumulative), 0n));
const file = { chainId, contract, root: tree.root, total, count: leaves.length, leaves };
writeFileSync(new URL('../src/test/vectors/rewards-tree.json', import.meta.url), JSON.stringify(file, null, 1) + '\n');
