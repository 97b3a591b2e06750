import { afterAll, beforeAll } from '@jest/globals';
import { RedisCluster } from '../support/redis-cluster.ts';
import { storeOn } from '../support/ring-of-nodes.ts';
import { clusterStoreUnderTest, connectedCluster } from './redis-cluster-store-under-test.ts';
import { describeSessionStore } from './session-store-contract.ts';

let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await RedisCluster.start();
});

afterAll(async () => {
  await cluster.stop();
});

describeSessionStore('a Redis Cluster', async () => {
  const node = await connectedCluster('a', cluster);
  return clusterStoreUnderTest(storeOn(node), node, cluster);
});
