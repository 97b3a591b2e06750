import { setImmediate } from 'node:timers/promises';
import { fenceOf } from '../../src/ring/placement.ts';
import { MemorySessionNode } from '../../src/store/memory/memory-session-node.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { describeNodes } from './node-contract.ts';

describeNodes('memory nodes', () => {
  const clock = new ManualClock();
  const [one, other] = [new MemorySessionNode('one', clock), new MemorySessionNode('other', clock)];
  return Promise.resolve({
    one,
    other,
    elapse: (ms) => {
      clock.advance(ms);
      return Promise.resolve();
    },
    tombstoneLeftMs: async (node, id) => {
      const since = clock.now();
      const topology = await node.ring.readTopology();
      const fence = topology ? fenceOf(topology) : '';
      while ((await node.moves.exportRecord(id, fence)).state === 'ended') clock.advance(1_000);
      return clock.now() - since;
    },
    allHeard: () => setImmediate(),
    assertEverythingExpires: () => Promise.resolve(),
    stop: async () => {
      await Promise.all([one.close(), other.close()]);
    },
  });
});
