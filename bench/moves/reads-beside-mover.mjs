import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logIn } from '../load/log-in.mjs';
import { PacedLoad, writePacedRequests } from '../load/paced-load.mjs';
import { LOAD_CORE } from '../processes/cores.mjs';
import { startServer } from '../processes/servers.mjs';
import { SESSION_QUERY, prepareWork, sessionAnswer } from '../sessions/work.mjs';
import { comparePlaces, nodeList, recordPlaces, startRedisNodes } from './redis-nodes.mjs';
import { addition, changeRing } from './ring-command.mjs';
import { openSeededRing, sampleOf, seedSessions } from './seeded-ring.mjs';

/** What is measured. Reads are far fewer than a gateway can answer, so that latency is not that of a queue. */
export const READS = {
  users: 2_000,
  sessions: 32_000,
  /** Every tenth session is one that is read. */
  readSessions: 3_200,
  perSecond: 1_000,
  connections: 8,
  /** Records a second. */
  moverRate: 2_000,
};

/**
 * The fourth node, which comes and goes, has half of the ring. So half of what a mover looks at moves: looking counts
 * towards its rate too.
 */
const WEIGHTS = [1, 1, 1, 3];

/**
 * Reads sessions over HTTP by turns without and with a mover beside, which moves half of the records: the fourth node is
 * added, in the next round it is removed, and so on.
 *
 * @param options `rounds`, after one that is not counted; `seconds` of a run without a mover. One with a mover lasts as
 *   long as the change.
 * @returns `alone`: runs without (one more than rounds), and `beside`: runs with a mover, each with `change`, `moverRate`
 *   (records a second), `firstTouches` (reads that met a record that had not moved), and the counts of `comparePlaces`.
 */
export async function measureReads({ rounds, seconds, log }, running) {
  const nodes = await startRedisNodes(WEIGHTS, running);
  const load = await startLoad(nodes, running);
  const alone = [];
  const beside = [];
  for (let round = 0; round <= rounds; round += 1) {
    const before = await load.during(sleep(seconds * 1_000));
    log(`${title(round)}  reads alone  ${summary(before)}`);
    const args = round % 2 === 0 ? addition(nodes[3]) : ['remove', nodes[3].id];
    const run = await readBesideMover({ load, nodes, args }, running);
    log(`${title(round)}  reads beside ${args[0]}  ${summary(run)}`);
    if (round === 0) continue;
    alone.push(before);
    beside.push(run);
  }
  alone.push(await load.during(sleep(seconds * 1_000)));
  log(`at last  reads alone  ${summary(alone.at(-1))}`);
  return { alone, beside };
}

/** Three of the nodes in a ring, a gateway before them, and sessions on them. */
async function startLoad(nodes, running) {
  const first = nodes.slice(0, 3);
  const key = randomBytes(32).toString('base64url');
  const usernames = Array.from({ length: READS.users }, (_, i) => `user-${1_000 + i}`);
  const work = await prepareWork(usernames, running);
  const env = { RINGGATE_NODES: nodeList(first), RINGGATE_COOKIE_KEYS: key };
  const ports = first.map(({ url }) => new URL(url).port);
  const { url } = await startServer('ringgate-3', { ports, work, running, env });

  const [cookieName, token] = (await logIn(url, usernames[0], work.password)).split('=');
  const { store } = await openSeededRing(first, running);
  const sample = await sampleOf({ store, key, token });
  const sessions = await seedSessions({ store, count: READS.sessions, usernames, sample, key });
  const folder = await mkdtemp(join(tmpdir(), 'ringgate-bench-'));
  running.add(() => rm(folder, { recursive: true, force: true }));
  const requestsFile = join(folder, 'requests');
  const read = sessions.slice(0, READS.readSessions);
  await writePacedRequests(
    requestsFile,
    SESSION_QUERY,
    read.map((session) => ({
      cookie: `${cookieName}=${session.token}`,
      answer: sessionAnswer(session.username),
    })),
  );
  const { connections, perSecond } = READS;
  return PacedLoad.start({ url, requestsFile, connections, perSecond }, running);
}

async function readBesideMover({ load, nodes, args }, running) {
  const placesBefore = await recordPlaces(nodes);
  const change = {
    args,
    nodes: nodeList(nodes.slice(0, 3)),
    rate: READS.moverRate,
    core: LOAD_CORE,
  };
  const { begun, done } = changeRing(change, running);
  await begun;
  const run = await load.during(done);
  const { moved: byMover, tookMs } = await done;
  const counts = comparePlaces(placesBefore, await recordPlaces(nodes), nodes[3].id);
  return {
    ...run,
    ...counts,
    change: args[0],
    moverRate: (byMover / tookMs) * 1_000,
    tookMs,
    // What the mover did not move was brought over by the read that met it.
    firstTouches: counts.moved - byMover,
  };
}

function title(round) {
  return round === 0 ? 'warm-up' : `round ${round}`;
}

function summary({ perSecond, p50Us, p99Us, moverRate, firstTouches }) {
  const text = `${perSecond.toFixed(0)}/s  p50 ${p50Us} us  p99 ${p99Us} us`;
  return moverRate === undefined
    ? text
    : `${text}  mover ${moverRate.toFixed(0)}/s  ${firstTouches} first touches`;
}
