import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/session/clock.ts';
import type { RateLimiter } from '../../src/session/rate-limiter.ts';
import { createRateLimiter } from '../../src/store/create-rate-limiter.ts';
import { RedisRateLimiter } from '../../src/store/redis/redis-rate-limiter.ts';
import type { RedisSessionNode } from '../../src/store/redis/redis-session-node.ts';
import { assertNoKeyWithoutTtl, startRedisServers, RedisServer } from '../support/redis-server.ts';
import { RingOfNodes } from '../support/ring-of-nodes.ts';
import { waitFor } from '../support/wait-for.ts';
import { describeRateLimiter } from './rate-limiter-contract.ts';
import { connectedNode } from './redis-store-under-test.ts';

describeRateLimiter('a rate limiter on a Redis server', async () => {
  const server = await RedisServer.start();
  const node = await connectedNode('a', server);
  return {
    limiter: new RedisRateLimiter(node),
    servers: [server],
    assertEverythingExpires: () => assertNoKeyWithoutTtl(server),
    stop: async () => {
      await node.close();
      await server.stop();
    },
  };
});

describe('a rate limiter over a ring of Redis servers', () => {
  const limit = { name: 'login-test', maxEvents: 2, windowMs: 60_000 };
  const ids = ['a', 'b'];
  let ring: RingOfNodes;
  let servers: readonly RedisServer[];
  let nodes: readonly RedisSessionNode[];
  /** Of two gateways. */
  let one: RateLimiter;
  let other: RateLimiter;

  beforeAll(async () => {
    servers = await startRedisServers(2);
    nodes = await Promise.all(
      servers.map((server, index) => connectedNode(ids[index] ?? '', server)),
    );
    ring = new RingOfNodes(nodes);
    one = createRateLimiter(ring, systemClock);
    other = createRateLimiter(ring, systemClock);
  });

  afterAll(async () => {
    await Promise.all(servers.map(assertNoKeyWithoutTtl));
    await Promise.all(nodes.map((node) => node.close()));
    await Promise.all(servers.map((server) => server.stop()));
  });

  function drawKeys(): string[] {
    return Array.from({ length: 20 }, () => `192.0.2.7 ${randomBytes(6).toString('hex')}`);
  }

  async function allowed(limiter: RateLimiter, key: string): Promise<boolean> {
    return (await limiter.consume(limit, key)).allowed;
  }

  it('shares its counts, each on the server that owns it, with the key hashed', async () => {
    for (const key of drawKeys()) {
      expect(await allowed(one, key)).toBe(true);
      expect(await allowed(other, key)).toBe(true);
      expect(await allowed(one, key)).toBe(false);
    }
    const keys = await Promise.all(
      servers.map((server) => server.ask((client) => client.keys('*'))),
    );
    expect(keys.flat()).toHaveLength(20);
    for (const [index, id] of ids.entries()) {
      expect(keys[index]?.length).toBeGreaterThan(0);
      for (const key of keys[index] ?? []) {
        expect(key).toMatch(/^l:login-test:[\w-]{43}$/);
        const { dst } = ring.placement.owners(key.slice('l:login-test:'.length));
        expect(dst).toBe(id);
      }
    }
  });

  it('counts in the process while a server is away, within a second, and there again afterwards', async () => {
    const [, b] = servers;
    const [, nodeB] = nodes;
    if (!b || !nodeB) throw new Error('There are two servers');
    b.pause();
    const startedAt = performance.now();
    const keys = drawKeys();
    try {
      const verdicts = await Promise.all(keys.map((key) => allowed(one, key)));
      expect(verdicts).toEqual(keys.map(() => true));
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      // What it finds out by another command, the limiter knows without waiting again.
      await expect(nodeB.ping()).rejects.toThrow();
      expect(nodeB.status).toBe('DOWN');
      for (const key of keys) {
        expect(await allowed(one, key)).toBe(true);
        expect(await allowed(one, key)).toBe(false);
      }
    } finally {
      b.resume();
    }
    await waitFor('the node is up', () => nodeB.status === 'UP');
    for (const key of drawKeys()) {
      expect(await allowed(one, key)).toBe(true);
      expect(await allowed(other, key)).toBe(true);
      expect(await allowed(one, key)).toBe(false);
    }
  });
});
