// Prints the root that OpenZeppelin's own library gives to a tree of N payouts (default 10,000): node tools/tree-roots.mjs 1000000
// Payout i of the tree: account = first 20 bytes of SHA-256 of "account i", cumulative = (i + 1) x 10^18 / 7 wei, on the chain and
// contract of rewards-tree.json. `hearth bench merkle` builds the same tree.
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { createHash } from 'node:crypto';

const count = Number(process.argv[2] ?? 10_000);
const chainId = '271828';
const contract = '0x00000000000000000000000000000000000e3be5';
const account = (i) => '0x' + createHash('sha256').update(`account ${i}`).digest('hex').slice(0, 40);
const values = Array.from({ length: count }, (_, i) => [chainId, contract, account(i), String((10n ** 18n * BigInt(i + 1)) / 7n)]);
const start = performance.now();
const tree = StandardMerkleTree.of(values, ['uint256', 'address', 'address', 'uint256'], { sortLeaves: true });
console.log(JSON.stringify({ leaves: count, root: tree.root.slice(2), lastProof: tree.getProof(count - 1).map((hash) => hash.slice(2)), seconds: Math.round((performance.now() - start) / 100) / 10 }));
