import { GATEWAY_CORE } from '../processes/cores.mjs';
import { comparePlaces, nodeList, recordPlaces, startRedisNodes } from './redis-nodes.mjs';
import { addition, changeRing } from './ring-command.mjs';
import { openSeededRing, seedSessions } from './seeded-ring.mjs';

/** Sessions on the ring; a change moves half of them. */
export const ALONE_SESSIONS = 100_000;

/** The fourth node, which comes and goes, has half of the ring. */
const WEIGHTS = [1, 1, 1, 3];

/**
 * Moves records as fast as can be, while nobody reads: the fourth node is added, then removed, in each round.
 *
 * @param options `rounds`, none of which warms up: the mover is a new process each time; `log`.
 * @returns For each change `change`, `round`, `perSecond`, `tookMs`, and the counts of `comparePlaces`.
 */
export async function measureMoverAlone({ rounds, log }, running) {
  const nodes = await startRedisNodes(WEIGHTS, running);
  const first = nodes.slice(0, 3);
  const last = nodes[3];
  const { store } = await openSeededRing(first, running);
  const usernames = Array.from({ length: 10_000 }, (_, i) => `user-${10_000 + i}`);
  await seedSessions({ store, count: ALONE_SESSIONS, usernames });
  const runs = [];
  let places = await recordPlaces(nodes);
  for (let round = 1; round <= rounds; round += 1) {
    for (const args of [addition(last), ['remove', last.id]]) {
      const change = { args, nodes: nodeList(first), rate: 'max', core: GATEWAY_CORE };
      const { moved, tookMs } = await changeRing(change, running).done;
      const before = places;
      places = await recordPlaces(nodes);
      const counts = comparePlaces(before, places, last.id);
      const run = {
        change: args[0],
        round,
        ...counts,
        tookMs,
        perSecond: (moved / tookMs) * 1_000,
      };
      log(`round ${round}  ${run.change}  ${run.moved} records  ${run.perSecond.toFixed(0)}/s`);
      runs.push(run);
    }
  }
  return runs;
}
