import { afterAll, beforeAll, expect } from '@jest/globals';
import { RedisCluster } from '../support/redis-cluster.ts';
import { storeOn } from '../support/ring-of-nodes.ts';
import { SlotMover } from '../support/slot-mover.ts';
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
    stop: async () => {
      await mover.stop();
      await subject.stop();
      console.log(
        mover.moves,
        await cluster.errorCount('MOVED'),
        await cluster.errorCount('ASK'),
        await cluster.errorCount('TRYAGAIN'),
      );
      expect(await cluster.errorCount('MOVED')).toBeGreaterThan(0);
    },
  };
});

describeSessionStore(
  'a Redis Cluster in which a replica has taken the place of its master',
  async () => {
    const node = await connectedCluster('a', cluster);
    await cluster.failOver(await cluster.masterOf('ring'));
    return clusterStoreUnderTest(storeOn(node), node, cluster);
  },
);
