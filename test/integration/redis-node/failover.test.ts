import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { RedisProxy } from '../../support/redis-proxy.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../../support/redis-server.ts';
import { created, loaded } from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { nodeOn } from './node-fixtures.ts';

const unavailable = { name: 'SessionError', code: 'SESSION_STORE_UNAVAILABLE' };

describe('a Redis node whose server was made a replica', () => {
  let former: RedisServer;
  let master: RedisServer;
  let proxy: RedisProxy;
  let node: RedisSessionNode;

  beforeEach(async () => {
    former = await RedisServer.start();
    master = await RedisServer.start({ args: ['--repl-diskless-sync-delay', '0'] });
    proxy = await RedisProxy.start(former);
    node = nodeOn(proxy);
    await node.connect();
  });

  afterEach(async () => {
    await node.close();
    await proxy.stop();
    await assertNoKeyWithoutTtl(master);
    await Promise.all([former.stop(), master.stop()]);
  });

  it('leaves it at the first refused write, and writes to the new master within 2 s', async () => {
    await created(node);
    await former.ask(async (client) => {
      await client.replicaof('127.0.0.1', master.port);
      await waitFor('it follows the master', async () =>
        (await client.info('replication')).includes('master_link_status:up'),
      );
    });
    proxy.leadTo(master);
    // The connection outlives the change of role: nothing but a refused write tells of it.
    await node.ping();
    expect(node.status).toBe('UP');

    await expect(created(node)).rejects.toMatchObject(unavailable);
    await waitFor('a write is taken', () => isWriteTaken(node), 2_000);
    await loaded(node, await created(node));
    expect(node.status).toBe('UP');
  });
});

function isWriteTaken(node: RedisSessionNode): Promise<boolean> {
  return created(node).then(
    () => true,
    () => false,
  );
}
