import { setImmediate } from 'node:timers/promises';
import type { SessionEvents } from '../../src/session/session-events.ts';
import type { SessionStore } from '../../src/session/session-store.ts';
import type { MemorySessionNode } from '../../src/store/memory/memory-session-node.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import type { StoreUnderTest } from './store-under-test.ts';

/** No test drafts a session that lives longer. */
const longestLifetimeMs = 5_000_000;

/** A store over memory nodes that share a clock. */
export function memoryStoreUnderTest(
  store: SessionStore & SessionEvents,
  nodes: readonly MemorySessionNode[],
  clock: ManualClock,
): Promise<StoreUnderTest> {
  const counts = (): Promise<number[]> => Promise.all(nodes.map((node) => node.countSessions()));
  return Promise.resolve({
    store,
    elapse: (ms) => {
      clock.advance(ms);
      return Promise.resolve();
    },
    holdings: async () => (await counts()).map((count) => `${count} sessions`),
    allHeard: () => setImmediate(),
    assertEverythingExpires: async () => {
      clock.advance(longestLifetimeMs);
      if ((await counts()).some((count) => count > 0)) {
        throw new Error('A session outlived its deadline');
      }
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.close()));
    },
  });
}
