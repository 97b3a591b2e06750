import { HashRing } from '../../src/ring/hash-ring.ts';
import { MemorySessionNode } from '../../src/store/memory/memory-session-node.ts';
import { RingSessionStore } from '../../src/store/ring-session-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { describeSessionStore } from './session-store-contract.ts';
import { memoryStoreUnderTest } from './memory-store-under-test.ts';

describeSessionStore('a ring over three memory nodes', () => {
  const clock = new ManualClock();
  const ring = HashRing.create([
    { id: 'a', weight: 15 },
    { id: 'b', weight: 20 },
    { id: 'c', weight: 10 },
  ]);
  const nodes = ring.nodes.map(({ id }) => new MemorySessionNode(id, clock));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return memoryStoreUnderTest(new RingSessionStore(ring, byId), nodes, clock);
});
