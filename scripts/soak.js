// Loads three gateways while their ring changes and processes are killed, for as long as told, and checks every answer
// (test/support/ring-load). Prints progress, and at the end one line of figures; exits 1 on a fault, which is written to a
// file with the whole history of its session. A run is begun again by its seed; what meets what differs all the same.
import { randomInt } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

register('../test/integration/users-file/typescript-hooks.js', import.meta.url);
const { RingLoadRun } = await import('../test/support/ring-load/ring-load-run.ts');
const { patchedBuild } = await import('../test/support/ring-load/patched-build.ts');
const { slowSteps } = await import('../test/support/ring-load/slow-steps.ts');
const { figuresLine } = await import('../test/support/ring-load/figures-line.ts');

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    // Calls a second, at most.
    rate: { type: 'string', default: '500' },
    // Pauses between the steps of moving a record, so that more comes in between.
    slow: { type: 'boolean', default: false },
  },
});
const [minutes, seed, rate] = [values.minutes, values.seed, values.rate].map(Number);
if (!(minutes > 0 && Number.isSafeInteger(seed) && rate > 0)) {
  console.error('usage: npm run soak -- [--minutes 10] [--seed n] [--rate 500] [--slow]');
  process.exit(2);
}

console.log(`soak: seed ${seed}, ${minutes} minutes, at most ${rate} calls a second`);
const build = await patchedBuild(values.slow ? slowSteps : []);
const report = await new RingLoadRun({
  seed,
  durationMs: minutes * 60_000,
  callsPerSecond: rate,
  moverRates: [100, 300, 1_000, 2_000],
  filling: 600,
  roundMs: 60_000,
  program: build.program,
  tell: (line) => console.log(line),
})
  .run()
  .finally(build.remove);
if (report.faults.length > 0) {
  const path = join(mkdtempSync(join(tmpdir(), 'ringgate-soak-')), 'faults.json');
  writeFileSync(path, JSON.stringify(report.faults, undefined, 2));
  console.error(`soak: ${report.faults.length} faults, with their histories in ${path}`);
  process.exitCode = 1;
}
console.log(figuresLine(report));
