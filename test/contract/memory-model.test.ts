import { afterAll } from '@jest/globals';
import { MemorySessionNode } from '../../src/store/memory/memory-session-node.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { storeOn } from '../support/ring-of-nodes.ts';
import { describeModel } from './model-contract.ts';

const clock = new ManualClock();
let node: MemorySessionNode | undefined;

afterAll(() => node?.close());

describeModel('a memory node', {
  start: async () => {
    await node?.close();
    node = new MemorySessionNode('a', clock);
    return storeOn(node);
  },
  elapse: (ms) => {
    clock.advance(ms);
    return Promise.resolve();
  },
  numRuns: 1_000,
  timeouts: [
    { idleTimeoutMs: 1_000, absoluteLifetimeMs: 3_000 },
    { idleTimeoutMs: 600_000, absoluteLifetimeMs: 3_600_000 },
  ],
  pausesMs: [50, 101, 600, 1_000, 61_000, 300_000],
});
