// Runs forge from node_modules: the binary of this platform itself, not its wrapper, so that signals and exit codes pass through.
// As a program: node tools/forge.mjs <forge arguments>.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const SLASHES = join(root, 'cache/slashes.txt');

/** Runs forge in the contracts folder and returns its exit status; 3 when forge is not there. */
export function forge(args) {
  const os = { linux: 'linux', darwin: 'darwin', win32: 'win32' }[process.platform];
  const cpu = { x64: 'amd64', arm64: 'arm64' }[process.arch];
  const name = process.platform === 'win32' ? 'forge.exe' : 'forge';
  const binary = join(root, `node_modules/@foundry-rs/forge-${os}-${cpu}/bin/${name}`);
  if (!existsSync(binary)) {
    console.error(`No forge for ${process.platform} ${process.arch}: run "npm ci" in wallet/contracts.`);
    return 3;
  }
  if (args[0] !== 'test') return spawnSync(binary, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
  rmSync(SLASHES, { force: true });
  const done = spawnSync(binary, args, { cwd: root, stdio: ['inherit', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 1 << 28 });
  process.stdout.write(done.stdout ?? '');
  countCalls(done.stdout ?? '');
  countSlashes();
  return done.status ?? 1;
}

/** Says over how many calls the invariants held, from forge's own counters. */
function countCalls(output) {
  const counters = [...output.matchAll(/(invariant_\w+)\(\) \(runs: (\d+), calls: (\d+), reverts: (\d+)\)/g)];
  if (counters.length === 0) return;
  const sum = (group) => counters.reduce((total, found) => total + Number(found[group]), 0).toLocaleString('en-US');
  console.log(`contracts: ${counters.length} invariants over ${sum(3)} calls in ${sum(2)} runs; ${sum(4)} calls were refused`);
}

/** Says how often the handler that slashes did slash, from the line that each run of its invariant left: slashes, calls. */
function countSlashes() {
  if (!existsSync(SLASHES)) return;
  const runs = readFileSync(SLASHES, 'utf8').trim().split('\n').map((line) => line.split(' ').map(Number));
  const [slashes, calls] = [0, 1].map((column) => runs.reduce((total, run) => total + run[column], 0));
  const rate = calls === 0 ? 0 : (100 * slashes) / calls;
  console.log(`contracts: the slash handler slashed in ${slashes.toLocaleString('en-US')} of ${calls.toLocaleString('en-US')} calls (${rate.toFixed(1)} %)`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(forge(process.argv.slice(2)));
