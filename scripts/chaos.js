// Breaks nodes, gateways, disks and networks under load, as a seed says, for as long as told, and checks every answer
// (test/support/chaos). Prints what it breaks, and at the end figures of each fault; exits 1 when something was not as the
// table of README.md says, which is written to a file with the whole history of its session.
import { randomInt } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

register('../test/integration/users-file/typescript-hooks.js', import.meta.url);
const { ChaosBed } = await import('../test/support/chaos/chaos-bed.ts');
const { faults, faultsBehindSentinels, faultTable, faultTables } =
  await import('../test/support/chaos/faults.ts');
const { SentinelBed } = await import('../test/support/chaos/sentinel-bed.ts');
const { runChaos } = await import('../test/support/chaos/chaos-run.ts');
const { patchedBuild } = await import('../test/support/ring-load/patched-build.ts');

const beds = {
  redis: { faults, start: ChaosBed.start },
  sentinel: { faults: faultsBehindSentinels, start: SentinelBed.start },
};
const usage =
  'usage: npm run chaos -- [--bed redis|sentinel] [--minutes 10] [--seed n] [--only fault]... [--list]';
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    // Calls a second, at most.
    rate: { type: 'string', default: '200' },
    // What the nodes are: Redis servers, or masters behind Sentinels.
    bed: { type: 'string', default: 'redis' },
    // All when absent.
    only: { type: 'string', multiple: true },
    // Prints the names of the faults.
    list: { type: 'boolean', default: false },
    // Prints the table.
    table: { type: 'boolean', default: false },
  },
});
const bed = Object.hasOwn(beds, values.bed) ? beds[values.bed] : undefined;
if (bed && (values.list || values.table)) {
  const names = bed.faults.map(({ name }) => name).join('\n');
  console.log(values.table ? faultTable(faultTables[values.bed]) : names);
  process.exit(0);
}
const [minutes, seed, rate] = [values.minutes, values.seed, values.rate].map(Number);
const all = bed?.faults ?? [];
const only = values.only ?? all.map(({ name }) => name);
const chosen = all.filter(({ name }) => only.includes(name));
const isKnown = only.every((name) => chosen.some((fault) => fault.name === name));
if (!(bed && minutes > 0 && Number.isSafeInteger(seed) && rate > 0 && isKnown)) {
  console.error(usage);
  process.exit(2);
}

console.log(`chaos: seed ${seed}, ${minutes} minutes, at most ${rate} calls a second`);
const build = await patchedBuild([]);
const report = await runChaos({
  seed,
  durationMs: minutes * 60_000,
  roundMs: 30_000,
  callsPerSecond: rate,
  faults: chosen,
  startBed: () => bed.start(build.program),
  tell: (line) => console.log(line),
}).finally(build.remove);
for (const [name, { times, met, usedAgainMs }] of report.figures) {
  const after = `used again after ${usedAgainMs.toFixed()} ms at most`;
  console.log(`${name.padEnd(16)} ${times} times, met by ${met} calls, ${after}`);
}
if (report.faults.length > 0) {
  const path = join(mkdtempSync(join(tmpdir(), 'ringgate-chaos-')), 'faults.json');
  writeFileSync(path, JSON.stringify(report.faults, undefined, 2));
  console.error(`chaos: ${report.faults.length} faults, with their histories in ${path}`);
  process.exitCode = 1;
}
const { calls, sessions, failed, excused } = report;
const outcomes = [
  `${calls} calls on ${sessions} sessions`,
  `${failed} unavailable or cut off, ${excused} of them because this machine was late`,
  `${report.faults.length} faults`,
];
console.log(`seed ${seed}: ${outcomes.join('; ')}`);
