import { afterAll, beforeAll } from '@jest/globals';
import type { RedisSessionNode } from '../../src/store/redis/redis-session-node.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../support/redis-server.ts';
import { storeOn } from '../support/ring-of-nodes.ts';
import { describeModel } from './model-contract.ts';
import { connectedNode } from './redis-store-under-test.ts';

let server: RedisServer;
let node: RedisSessionNode;

beforeAll(async () => {
  server = await RedisServer.start();
  node = await connectedNode('a', server);
});

afterAll(async () => {
  await assertNoKeyWithoutTtl(server);
  await node.close();
  await server.stop();
});

describeModel('a Redis node', {
  start: async () => {
    await assertNoKeyWithoutTtl(server);
    await node.client.flushall();
    return storeOn(node);
  },
  // No time passes: it would have to be waited for in each of the runs.
  elapse: () => Promise.resolve(),
  numRuns: 200,
  timeouts: [{ idleTimeoutMs: 600_000, absoluteLifetimeMs: 3_600_000 }],
  pausesMs: [],
});
