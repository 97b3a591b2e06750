import { afterAll, beforeAll, expect } from '@jest/globals';
import { RedisRateLimiter } from '../../src/store/redis/redis-rate-limiter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { assertNoKeyWithoutTtl } from '../support/redis-server.ts';
import { storeOn } from '../support/ring-of-nodes.ts';
import { SlotMover } from '../support/slot-mover.ts';
import { waitFor } from '../support/wait-for.ts';
import { describeRateLimiter } from './rate-limiter-contract.ts';
import { clusterStoreUnderTest, connectedCluster } from './redis-cluster-store-under-test.ts';
import { describeSessionStore } from './session-store-contract.ts';

let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await RedisCluster.start();
});

afterAll(async () => {
  await cluster.stop();
});

describeSessionStore('a Redis Cluster whose slots are moved all the time', async () => {
  const node = await connectedCluster('a', cluster);
  const mover = await SlotMover.start(cluster);
  const subject = clusterStoreUnderTest(mover.follow(storeOn(node)), node, cluster);
  return {
    ...subject,
    holdings: () => mover.still(subject.holdings),
    assertEverythingExpires: () => mover.still(subject.assertEverythingExpires),
    stop: async () => {
      await mover.stop().finally(subject.stop);
      // The moves have come in between, in each of the ways that there are.
      for (const code of ['MOVED', 'ASK', 'TRYAGAIN']) {
        expect(await cluster.errorCount(code)).toBeGreaterThan(0);
      }
    },
  };
});

describeRateLimiter('a rate limiter on a Redis Cluster', async () => {
  const node = await connectedCluster('a', cluster);
  return {
    limiter: new RedisRateLimiter(node),
    servers: await cluster.masters(),
    assertEverythingExpires: async () => {
      await Promise.all((await cluster.masters()).map(assertNoKeyWithoutTtl));
    },
    stop: () => node.close(),
  };
});

describeSessionStore(
  'a Redis Cluster in which a replica has taken the place of its master',
  async () => {
    const node = await connectedCluster('a', cluster);
    await cluster.failOver(await cluster.masterOf('ring'));
    await waitFor('all masters answer', () => node.ping().then(Boolean, () => false));
    return clusterStoreUnderTest(storeOn(node), node, cluster);
  },
);
