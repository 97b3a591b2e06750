// Profiles one variant under load: `node bench/profile.mjs [variant] [--seconds 5] [--top 40] [--keep FILE]`.
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Running } from './processes/running.mjs';
import { selfTimes } from './profile/self-times.mjs';
import { loadTarget, prepareTargets } from './sessions/sessions-bench.mjs';
import { chooseVariants, SUBJECT } from './sessions/variants.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    top: { type: 'string', default: '40' },
    keep: { type: 'string' },
  },
});
const WARM_UP_SECONDS = 5;
const seconds = Number(values.seconds);
const top = Number(values.top);

const running = new Running();
running.endOnSignals();
try {
  const [variant] = chooseVariants({ only: [positionals[0] ?? SUBJECT], tuned: true });
  const folder = await mkdtemp(join(tmpdir(), 'ringgate-profile-'));
  running.add(() => rm(folder, { recursive: true, force: true }));
  const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const [target] = await prepareTargets([variant], { log: console.log, nodeFlags }, running);

  // Until the code is compiled, the compiler and cold code are what a profile shows.
  await loadTarget(target, WARM_UP_SECONDS);
  const fromUs = monotonicUs();
  const run = await loadTarget(target, seconds);
  const toUs = monotonicUs();
  // The profile is written when the process ends.
  await target.server.stop();

  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  if (file === undefined)
    throw new Error(`${variant.name} did not end by itself: no profile was written`);
  if (values.keep !== undefined) await copyFile(join(folder, file), values.keep);
  const profile = JSON.parse(await readFile(join(folder, file), 'utf8'));
  print(variant, run, selfTimes(profile, { fromUs, toUs }));
} finally {
  await running.end();
}

/** The clock of V8's profiles (CLOCK_MONOTONIC), which all processes of a machine share. */
function monotonicUs() {
  return Number(process.hrtime.bigint() / 1_000n);
}

function print(variant, run, { totalUs, functions, packages }) {
  const row = ([name, us]) =>
    `${((us / totalUs) * 100).toFixed(1).padStart(6)} %  ${(us / run.requests).toFixed(2).padStart(7)} us  ${name}`;
  console.log(
    `\n${variant.title}: ${run.requests} requests, ${(totalUs / 1e6).toFixed(1)} s of samples`,
  );
  console.log('\nself time, part of the samples and a request, by package:\n');
  console.log(packages.slice(0, 25).map(row).join('\n'));
  console.log('\nby function:\n');
  console.log(functions.slice(0, top).map(row).join('\n'));
}
