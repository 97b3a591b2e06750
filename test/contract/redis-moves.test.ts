import { assertNoKeyWithoutTtl, RedisServer } from '../support/redis-server.ts';
import { describeNodes } from './node-contract.ts';
import { connectedNode, redisStoreUnderTest } from './redis-store-under-test.ts';
import { storeOn } from '../support/ring-of-nodes.ts';

describeNodes('Redis nodes', async () => {
  const servers = [await RedisServer.start(), await RedisServer.start()] as const;
  const [one, other] = [
    await connectedNode('one', servers[0]),
    await connectedNode('other', servers[1]),
  ];
  const { elapse, allHeard, stop } = redisStoreUnderTest(storeOn(one), [one, other], servers);
  return {
    one,
    other,
    elapse,
    tombstoneLeftMs: (node, id) =>
      servers[node === one ? 0 : 1].ask((client) => client.pttl(`t:{${id}}`)),
    allHeard,
    assertEverythingExpires: async () => {
      await Promise.all(servers.map(assertNoKeyWithoutTtl));
    },
    stop,
  };
});
