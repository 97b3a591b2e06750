import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RingOperator } from '../../../src/store/operator/ring-operator.ts';
import type { RingKeeper } from '../../../src/store/ring-keeper.ts';
import {
  assertNoKeyWithoutTtl,
  startRedisServers,
  type RedisServer,
} from '../../support/redis-server.ts';
import {
  adding,
  createSessions,
  keysOf,
  openRing,
  operatorOf,
  optionsOf,
} from './ring-fixtures.ts';

describe('a ring whose nodes are full', () => {
  let servers: RedisServer[] = [];
  let ring: RingKeeper;
  let operator: RingOperator;

  beforeEach(async () => {
    servers = await startRedisServers(3);
    ring = await openRing(servers.slice(0, 2));
    operator = await operatorOf(servers.slice(0, 2));
  });

  afterEach(async () => {
    await operator.close();
    await ring.close();
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('gives a part of their sessions to a node that is added', async () => {
    const drafts = await createSessions(ring, 300);
    const full = servers.slice(0, 2);
    const [, , added] = servers;
    if (!added) throw new Error('There are three servers');
    for (const server of full) {
      await server.ask((client) => client.config('SET', 'maxmemory', '1mb'));
      await expect(server.ask((client) => client.set('more', ''))).rejects.toThrow('OOM');
    }
    await operator.begin(adding(added), { force: false });
    const signal = AbortSignal.timeout(4_000);
    expect(await operator.move(optionsOf({ signal }))).toMatchObject({ epoch: 3 });

    await ring.lookAgain();
    const { placement } = ring;
    const moved = drafts.filter(({ id }) => placement.owners(id).dst === 'c');
    expect(moved.length).toBeGreaterThan(50);
    expect(await keysOf(added, 's:*')).toHaveLength(moved.length);
    for (const server of servers) await assertNoKeyWithoutTtl(server);
  });
});
