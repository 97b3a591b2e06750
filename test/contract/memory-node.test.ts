import { MemorySessionNode } from '../../src/store/memory/memory-session-node.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { describeSessionStore } from './session-store-contract.ts';

describeSessionStore('a memory node', () => {
  const clock = new ManualClock();
  const store = new MemorySessionNode('a', clock);
  return Promise.resolve({
    store,
    elapse: (ms) => {
      clock.advance(ms);
      return Promise.resolve();
    },
    holdings: async () => [`${await store.countSessions()} sessions`],
    assertEverythingExpires: async () => {
      clock.advance(longestLifetimeMs);
      if ((await store.countSessions()) > 0) throw new Error('A session outlived its deadline');
    },
    stop: () => store.close(),
  });
});

/** No test drafts a session that lives longer. */
const longestLifetimeMs = 5_000_000;
