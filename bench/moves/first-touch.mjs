import { begun } from '../../dist/ring/ring-change.js';
import { median } from '../sessions/statistics.mjs';
import { startRedisNodes } from './redis-nodes.mjs';
import { openSeededRing, seedSessions } from './seeded-ring.mjs';

/** Loads of each kind in a round. */
export const TOUCHES = 500;

/** Loads of one kind in a row: after others a server's process has to be woken, and that would be measured. */
const BLOCK = 50;

const CHANGE_ID = 'x'.repeat(22);

/**
 * Times loads through the store, one after the other, in a ring that is stable and in one from which a node is being
 * removed, where no mover runs, by turns: `stable`; `unconcerned`: of records that stay where they are; `firstTouch`: of
 * those that have not moved; `moved`: of the same ones again.
 *
 * @param options `rounds`, after one that is not counted.
 * @returns For each kind the median of each round, in microseconds.
 */
export async function measureFirstTouch({ rounds, log }, running) {
  const count = TOUCHES * (rounds + 1);
  // Half of them are on each node, give or take what chance does.
  const stable = await seeded(4 * count, running);
  const moving = await seeded(4 * count, running);
  const { ring } = moving;
  await ring.adopt(begun(ring.placement.topology, { kind: 'remove', id: 'b' }, CHANGE_ID));
  // All loads are at this node in the end, so that it is not the node that makes the difference.
  const isAtA = ({ id }) => stable.ring.placement.owners(id).dst === 'a';
  const isConcerned = ({ id }) => ring.placement.owners(id).src !== undefined;
  const concerned = moving.sessions.filter(isConcerned);
  const staying = moving.sessions.filter((session) => !isConcerned(session));

  const kinds = {
    stable: { store: stable.store, sessions: stable.sessions.filter(isAtA) },
    unconcerned: { store: moving.store, sessions: staying },
    firstTouch: { store: moving.store, sessions: concerned },
    moved: { store: moving.store, sessions: concerned },
  };
  const medians = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (let round = 0; round <= rounds; round += 1) {
    const times = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
    const end = (round + 1) * TOUCHES;
    for (let at = round * TOUCHES; at < end; at += BLOCK) {
      for (const [kind, { store, sessions }] of Object.entries(kinds)) {
        for (const session of sessions.slice(at, at + BLOCK)) {
          times[kind].push(await timeLoadUs(store, session));
        }
      }
    }
    if (round === 0) continue;
    for (const kind of Object.keys(kinds)) medians[kind].push(median(times[kind]));
    const text = Object.entries(medians).map(([kind, us]) => `${kind} ${us.at(-1).toFixed(0)} us`);
    log(`round ${round}  loads  ${text.join('  ')}`);
  }
  return medians;
}

async function seeded(count, running) {
  const opened = await openSeededRing(await startRedisNodes([1, 1], running), running);
  const { store } = opened;
  return { ...opened, sessions: await seedSessions({ store, count, usernames: ['user-1000'] }) };
}

async function timeLoadUs(store, { id, secretHash }) {
  const startedAt = performance.now();
  const { state } = await store.load({ id, secretHash }, 'all');
  const us = (performance.now() - startedAt) * 1_000;
  if (state !== 'found') throw new Error(`a session was not found but ${state}`);
  return us;
}
