import { storeOn } from '../support/ring-of-nodes.ts';
import { RedisServer } from '../support/redis-server.ts';
import { connectedNode, redisStoreUnderTest } from './redis-store-under-test.ts';
import { describeSessionStore } from './session-store-contract.ts';

describeSessionStore('a Redis node', async () => {
  const server = await RedisServer.start();
  const node = await connectedNode('a', server);
  return redisStoreUnderTest(storeOn(node), [node], [server]);
});
