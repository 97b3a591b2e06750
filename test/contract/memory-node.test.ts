import { MemorySessionNode } from '../../src/store/memory/memory-session-node.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { storeOn } from '../support/ring-of-nodes.ts';
import { describeSessionStore } from './session-store-contract.ts';
import { memoryStoreUnderTest } from './memory-store-under-test.ts';

describeSessionStore('a memory node', () => {
  const clock = new ManualClock();
  const node = new MemorySessionNode('a', clock);
  return memoryStoreUnderTest(storeOn(node), [node], clock);
});
