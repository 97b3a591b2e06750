import { RedisSessionNode } from '../../src/store/redis/redis-session-node.ts';
import { storeOn } from '../support/ring-of-nodes.ts';
import { SentinelNode } from '../support/sentinel-node.ts';
import { redisStoreUnderTest } from './redis-store-under-test.ts';
import { describeSessionStore } from './session-store-contract.ts';

describeSessionStore('a node behind Sentinels', async () => {
  const servers = await SentinelNode.start();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const node = new RedisSessionNode({ id: 'a', kind: 'redis+sentinel', url: servers.url(), log });
  await node.connect();
  const { stop, ...subject } = redisStoreUnderTest(storeOn(node), [node], [servers.master]);
  return {
    ...subject,
    stop: async () => {
      await stop();
      await servers.stop();
    },
  };
});
