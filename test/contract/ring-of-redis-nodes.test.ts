import { HashRing } from '../../src/ring/hash-ring.ts';
import { RingSessionStore } from '../../src/store/ring-session-store.ts';
import { startRedisServers } from '../support/redis-server.ts';
import { connectedNode, redisStoreUnderTest } from './redis-store-under-test.ts';
import { describeSessionStore } from './session-store-contract.ts';

describeSessionStore('a ring over three Redis servers', async () => {
  const ring = HashRing.create([
    { id: 'a', weight: 15 },
    { id: 'b', weight: 20 },
    { id: 'c', weight: 10 },
  ]);
  const servers = await startRedisServers(3);
  const nodes = await Promise.all(
    servers.map((server, index) => connectedNode(ring.nodes[index]?.id ?? '', server)),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return redisStoreUnderTest(new RingSessionStore(ring, byId), nodes, servers);
});
