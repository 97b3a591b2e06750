import { begun } from '../../src/ring/ring-change.ts';
import { RingSessionStore } from '../../src/store/ring-session-store.ts';
import { startRedisServers } from '../support/redis-server.ts';
import { firstTopologyOf, placeOf, RingOfNodes } from '../support/ring-of-nodes.ts';
import { strandingStore } from '../support/stranding-store.ts';
import { connectedNode, redisStoreUnderTest } from './redis-store-under-test.ts';
import { describeSessionStore } from './session-store-contract.ts';

const topology = firstTopologyOf([
  { id: 'a', weight: 15 },
  { id: 'b', weight: 20 },
  { id: 'c', weight: 10 },
]);

describeSessionStore('a ring over three Redis servers', async () => {
  const servers = await startRedisServers(3);
  const nodes = await Promise.all(
    servers.map((server, index) => connectedNode('abc'.charAt(index), server)),
  );
  const ring = new RingOfNodes(nodes, topology);
  return redisStoreUnderTest(new RingSessionStore(ring), nodes, servers);
});

describeSessionStore('a ring of Redis servers while its sessions move', async () => {
  const servers = await startRedisServers(4);
  const nodes = await Promise.all(
    servers.map((server, index) => connectedNode('abcd'.charAt(index), server)),
  );
  // Heavy enough to own nearly all of them.
  const node = { id: 'd', weight: 450, url: placeOf('d') };
  const ring = new RingOfNodes(nodes, begun(topology, { kind: 'add', node }, 'growing'));
  return { ...redisStoreUnderTest(strandingStore(ring), nodes, servers), expirySlackMs: 200 };
});
