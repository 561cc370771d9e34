// Signs what `hearth wallet prepare` printed, with ethers, as somebody does whose key is not in Hearth: a password on standard input,
// node tools/sign-file.mjs UNSIGNED.json KEYFILE.json >SIGNED.json. Prints what `hearth wallet submit` reads.
import { Wallet } from 'ethers';
import { readFileSync } from 'node:fs';

const [unsigned, keyFile] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'));
const asked = JSON.parse(unsigned);
const wallet = Wallet.fromEncryptedJsonSync(keyFile, readFileSync(0, 'utf8').trim());
const { type, chainId, nonce, to, value, data, gasLimit, maxPriorityFeePerGas, maxFeePerGas } = asked;
const raw = await wallet.signTransaction({ type, chainId, nonce, to, value, data, gasLimit, maxPriorityFeePerGas, maxFeePerGas });
console.log(JSON.stringify({ intent: asked.intent, raw }));
