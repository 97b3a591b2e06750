import { begun } from '../../src/ring/ring-change.ts';
import { MemorySessionNode } from '../../src/store/memory/memory-session-node.ts';
import { RingSessionStore } from '../../src/store/ring-session-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { firstTopologyOf, placeOf, RingOfNodes } from '../support/ring-of-nodes.ts';
import { strandingStore } from '../support/stranding-store.ts';
import { describeSessionStore } from './session-store-contract.ts';
import { memoryStoreUnderTest } from './memory-store-under-test.ts';

const topology = firstTopologyOf([
  { id: 'a', weight: 15 },
  { id: 'b', weight: 20 },
  { id: 'c', weight: 10 },
]);

function nodesOf(ids: readonly string[], clock: ManualClock): MemorySessionNode[] {
  return ids.map((id) => new MemorySessionNode(id, clock));
}

describeSessionStore('a ring over three memory nodes', () => {
  const clock = new ManualClock();
  const nodes = nodesOf(['a', 'b', 'c'], clock);
  const ring = new RingOfNodes(nodes, topology);
  return memoryStoreUnderTest(new RingSessionStore(ring), nodes, clock);
});

describeSessionStore('a ring of memory nodes while its sessions move', () => {
  const clock = new ManualClock();
  const nodes = nodesOf(['a', 'b', 'c', 'd'], clock);
  // Heavy enough to own nearly all of them.
  const node = { id: 'd', weight: 450, url: placeOf('d') };
  const ring = new RingOfNodes(nodes, begun(topology, { kind: 'add', node }, 'growing'));
  return memoryStoreUnderTest(strandingStore(ring), nodes, clock);
});
