import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { NoticeRecorder } from '../../support/notice-recorder.ts';
import { RedisProxy } from '../../support/redis-proxy.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../../support/redis-server.ts';
import { created, drawId, loaded } from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { nodeOn } from './node-fixtures.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';

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
    await created(storeOn(node));
    await failOver(former, master);
    // The connection outlives the change of role: nothing but a refused write tells of it.
    await node.ping();
    expect(node.status).toBe('UP');

    await expect(created(storeOn(node))).rejects.toMatchObject(unavailable);
    await waitFor('a write is taken', () => isWriteTaken(node), 2_000);
    await loaded(storeOn(node), await created(storeOn(node)));
    expect(node.status).toBe('UP');
  });

  it('does not leave a replica again at once, where it is all there is: it is good for reading', async () => {
    await failOver(former, master);
    proxy.leadTo(former);
    await expect(created(storeOn(node))).rejects.toMatchObject(unavailable);
    await waitFor('it is left', () => node.status === 'DOWN', 1_000);
    await waitFor('it is connected to again', () => node.status === 'UP', 2_000);
    await expect(created(storeOn(node))).rejects.toMatchObject(unavailable);
    await node.ping();
  });

  it('listens to the new master from then on, and says that something may have been missed', async () => {
    const id = drawId();
    const recorder = await NoticeRecorder.start(node, id);
    await failOver(former, master);
    await expect(created(storeOn(node))).rejects.toMatchObject(unavailable);
    expect(await recorder.heard(1)).toEqual(['missed']);
    expect(await subscribers(master, id)).toBe(1);
    await waitFor('the replica is left', async () => (await subscribers(former, id)) === 0);
    await waitFor('a write is taken', () => isWriteTaken(node), 2_000);
    recorder.stop();
  });

  /** Makes one server the replica of the other, which is reached in its place from now on. */
  async function failOver(server: RedisServer, over: RedisServer): Promise<void> {
    await server.ask(async (client) => {
      await client.replicaof('127.0.0.1', over.port);
      await waitFor('it follows the master', async () =>
        (await client.info('replication')).includes('master_link_status:up'),
      );
    });
    proxy.leadTo(over);
  }
});

function subscribers(server: RedisServer, id: string): Promise<number> {
  return server.ask(async (client) => {
    const [, count] = await client.pubsub('NUMSUB', `e:{${id}}`);
    return Number(count);
  });
}

function isWriteTaken(node: RedisSessionNode): Promise<boolean> {
  return created(storeOn(node)).then(
    () => true,
    () => false,
  );
}
