// What ethers and OpenZeppelin's merkle-tree make of the same things: reads one JSON object from standard input, prints one.
// Only test keys belong here.
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { encryptKeystoreJson, HDNodeWallet, Mnemonic, Wallet } from 'ethers';
import { readFileSync } from 'node:fs';

const ask = JSON.parse(readFileSync(0, 'utf8'));
const phrase = Mnemonic.fromPhrase(ask.phrase, ask.passphrase);
const accounts = Array.from({ length: ask.accounts }, (_, i) => HDNodeWallet.fromMnemonic(phrase, `m/44'/60'/0'/0/${i}`));
const first = new Wallet(accounts[0].privateKey);
const account = { address: first.address, privateKey: first.privateKey };
const tree = StandardMerkleTree.of(ask.payouts, ['uint256', 'address', 'address', 'uint256'], { sortLeaves: true });
console.log(
  JSON.stringify({
    addresses: accounts.map((wallet) => wallet.address),
    opened: Wallet.fromEncryptedJsonSync(ask.keyFile, ask.password).address,
    keyFile: await encryptKeystoreJson(account, ask.password, { scrypt: { N: 1 << 14 } }),
    signature: await first.signTypedData(ask.typed.domain, ask.typed.types, ask.typed.message),
    permit: await first.signTypedData(ask.permit.domain, ask.permit.types, ask.permit.message),
    transaction: await first.signTransaction(ask.transaction),
    root: tree.root,
    proof: tree.getProof(0),
  }),
);
