import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { CONNECTIONS, putLoad, writeRequests } from '../load/load.mjs';
import { logInAll } from '../load/log-in.mjs';
import { cpuTimeMs } from '../processes/cpu-time.mjs';
import { startRedisServers } from '../processes/redis-servers.mjs';
import { SERVERS, startServer } from '../processes/servers.mjs';
import { checkAnswers, checkRun } from './check-answers.mjs';
import { prepareWork } from './work.mjs';

/** Users, and so sessions and cookies of each server. */
export const USERS = 200;

/**
 * Measures variants in turn, round after round, so that whatever else happens on the machine happens to all of them.
 *
 * @param options `variants`; `rounds`, after one that is not counted and whose runs last `warmUp` seconds, so that the
 *   code is compiled; `seconds` of each other run; `log`.
 * @returns For each variant its `runs`, one a round: `requestsPerSecond`, `p50Us`, `p99Us`, `busy` (CPU time of the
 *   gateway by wall time) and `cpuUs` (CPU time a request).
 */
export async function measureVariants({ variants, rounds, seconds, warmUp, log }, running) {
  const targets = await prepareTargets(variants, { log }, running);
  return measureTargets(targets, { rounds, seconds, warmUp, log });
}

/** As {@link measureVariants}, of what {@link prepareTargets} answers. */
export async function measureTargets(targets, { rounds, seconds, warmUp, log }) {
  for (const target of targets) target.sizes = await checkAnswers(target);

  for (let round = 0; round <= rounds; round += 1) {
    // Another variant begins each round, so that none always follows the same one.
    const start = round % targets.length;
    for (const target of [...targets.slice(start), ...targets.slice(0, start)]) {
      const run = await measureOnce(target, round === 0 ? warmUp : seconds);
      log(`${round === 0 ? 'warm-up' : `round ${round}`}  ${target.variant.name}  ${summary(run)}`);
      if (round > 0) target.runs.push(run);
    }
  }
  for (const target of targets) await checkAnswers(target);
  return targets.map(({ variant, runs }) => ({ variant, runs }));
}

/**
 * Starts the servers of some variants and signs all users in.
 *
 * @param options `log`; `nodeFlags` for the servers, as of the profiler.
 * @returns For each variant `server`, `cookies` with their `usernames`, and `requestsFile` for the load generator.
 */
export async function prepareTargets(variants, { log, nodeFlags }, running) {
  const names = [...new Set(variants.map(({ server }) => server))];
  const { work, folder } = await prepareUsers(running);
  const ports = await startRedisServers(
    Math.max(...names.map((name) => SERVERS[name].redisServers)),
    running,
  );
  const signedIn = new Map();
  for (const name of names) {
    const needsCookies = variants.some((variant) => variant.server === name && variant.signedIn);
    const options = { log, nodeFlags, work, ports, needsCookies };
    signedIn.set(name, await startSignedIn(name, options, running));
  }
  return Promise.all(
    variants.map((variant) => targetOf(variant, { ...signedIn.get(variant.server), work, folder })),
  );
}

/** The users of {@link prepareTargets}, with the folder of what is sent. */
export async function prepareUsers(running) {
  const usernames = Array.from({ length: USERS }, (_, i) => `user-${String(i).padStart(3, '0')}`);
  const work = await prepareWork(usernames, running);
  const folder = await mkdtemp(join(tmpdir(), 'ringgate-bench-'));
  running.add(() => rm(folder, { recursive: true, force: true }));
  return { work, folder };
}

/**
 * One of {@link prepareTargets}, with a server of its own.
 *
 * @param options `log`; `users`, from {@link prepareUsers}; `ports` of its Redis servers; `file`, as of `startServer`.
 */
export async function prepareTarget(variant, { log, users, ports, file }, running) {
  const options = { log, ports, file, work: users.work, needsCookies: variant.signedIn };
  const signedIn = await startSignedIn(variant.server, options, running);
  return targetOf(variant, { ...signedIn, ...users });
}

async function startSignedIn(name, { log, needsCookies, ...options }, running) {
  log(`starting ${name}`);
  const { work } = options;
  const server = await startServer(name, { ...options, running });
  const cookies = needsCookies
    ? await logInAll(server.url, work)
    : work.usernames.map(() => 'none=0');
  return { server, cookies };
}

async function targetOf(variant, { server, cookies, work, folder }) {
  const requestsFile = join(folder, variant.name);
  await writeRequests(requestsFile, variant.query, cookies);
  return { variant, usernames: work.usernames, requestsFile, runs: [], server, cookies };
}

/** Puts a load on one of {@link prepareTargets} for some seconds. @returns As `putLoad`. */
export function loadTarget({ server, requestsFile }, seconds) {
  return putLoad({ url: server.url, requestsFile, connections: CONNECTIONS, seconds });
}

async function measureOnce(target, seconds) {
  const { pid } = target.server;
  const cpuBefore = cpuTimeMs(pid);
  const run = await loadTarget(target, seconds);
  const cpuMs = cpuTimeMs(pid) - cpuBefore;
  checkRun(target.variant, run, target.sizes, CONNECTIONS);
  return {
    requestsPerSecond: run.requests / (run.durationUs / 1e6),
    p50Us: run.p50Us,
    p99Us: run.p99Us,
    busy: cpuMs / (run.durationUs / 1e3),
    cpuUs: (cpuMs * 1e3) / run.requests,
  };
}

function summary({ requestsPerSecond, cpuUs, p99Us, busy }) {
  return `${requestsPerSecond.toFixed(0)}/s  ${cpuUs.toFixed(1)} us CPU  p99 ${(p99Us / 1e3).toFixed(1)} ms  busy ${(busy * 100).toFixed(0)} %`;
}
