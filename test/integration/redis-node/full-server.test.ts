import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../../support/redis-server.ts';
import {
  changed,
  created,
  loaded,
  loginOf,
  rotationOf,
  setOf,
} from '../../support/session-fixtures.ts';
import { NoticeRecorder } from '../../support/notice-recorder.ts';
import { waitFor } from '../../support/wait-for.ts';
import { nodeOn } from './node-fixtures.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';

const unavailable = { name: 'SessionError', code: 'SESSION_STORE_UNAVAILABLE' };
const values = new Map([['a', '1']]);
/** Short, so that a read finds it stale soon. */
const timeouts = { idleTimeoutMs: 5_000, absoluteLifetimeMs: 60_000 };

describe('a Redis node whose server takes no writes', () => {
  let server: RedisServer;
  let node: RedisSessionNode;

  beforeAll(async () => {
    server = await RedisServer.start();
    node = nodeOn(server);
    await node.connect();
  });

  afterAll(async () => {
    await node.close();
    await assertNoKeyWithoutTtl(server);
    await server.stop();
  });

  async function whileFull(act: () => Promise<void>): Promise<void> {
    await server.ask((client) => client.config('SET', 'maxmemory', '1mb'));
    try {
      await act();
    } finally {
      await server.ask((client) => client.config('SET', 'maxmemory', '0'));
    }
  }

  it('reads, notes the use, deletes values, ends sessions and tells of it at maxmemory', async () => {
    const login = loginOf();
    const drafts = await Promise.all(
      [0, 1, 2].map(() => created(storeOn(node), { login, values, timeouts })),
    );
    const [read, bySecret, byUser] = drafts;
    if (!read || !bySecret || !byUser) throw new Error('There are three drafts');
    const ofRead = await NoticeRecorder.start(node, read.id);
    const ofEnded = await NoticeRecorder.start(node, byUser.id);
    await whileFull(async () => {
      const { lastSeenAt } = await loaded(storeOn(node), read);
      await waitFor(
        'a read notes the use',
        async () => (await loaded(storeOn(node), read)).lastSeenAt > lastSeenAt,
      );
      expect(await changed(storeOn(node), read, { kind: 'delete', key: 'a' })).toMatchObject({
        session: { version: 2, values: new Map() },
      });
      const { userId } = login;
      const { secretHash } = bySecret;
      const authority = { by: 'secret', secretHash, userId } as const;
      expect(await storeOn(node).end(bySecret.id, authority)).toEqual({ state: 'done' });
      expect(await storeOn(node).end(byUser.id, { by: 'user', userId })).toEqual({ state: 'done' });
      expect(await storeOn(node).load(byUser, 'all')).toEqual({ state: 'ended' });
      const { sessions } = await storeOn(node).list(userId, 'metadata');
      expect(sessions.map(({ id }) => id)).toEqual([read.id]);
      expect(await ofRead.heard(1)).toEqual(['changed']);
      expect(await ofEnded.heard(1)).toEqual(['ended']);
    });
    ofRead.stop();
    ofEnded.stop();
  });

  it('peeks at maxmemory, which writes nothing', async () => {
    const draft = await created(storeOn(node), { values });
    const session = await loaded(storeOn(node), draft);
    await whileFull(async () => {
      expect(await storeOn(node).peek(draft, 'all')).toMatchObject({ state: 'found', session });
    });
  });

  it('refuses all of a write at maxmemory, tells nothing, and is not DOWN for it', async () => {
    const draft = await created(storeOn(node), { values });
    const recorder = await NoticeRecorder.start(node, draft.id);
    const before = await loaded(storeOn(node), draft);
    const rotation = rotationOf();
    await whileFull(async () => {
      const keys = await node.client.dbsize();
      await expect(created(storeOn(node))).rejects.toMatchObject(unavailable);
      await expect(changed(storeOn(node), draft, setOf(['b', '2']))).rejects.toMatchObject(
        unavailable,
      );
      await expect(storeOn(node).rotate(draft, rotation)).rejects.toMatchObject(unavailable);
      expect(await loaded(storeOn(node), draft)).toEqual(before);
      expect(await node.client.dbsize()).toBe(keys);
    });
    expect(node.status).toBe('UP');
    await storeOn(node).end(draft.id, {
      by: 'secret',
      secretHash: draft.secretHash,
      userId: undefined,
    });
    expect(await recorder.heard(1)).toEqual(['ended']);
    recorder.stop();
    expect((await storeOn(node).list(rotation.login.userId, 'all')).sessions).toEqual([]);
  });

  it('reads from a server that cannot save, and lists', async () => {
    const login = loginOf();
    const draft = await created(storeOn(node), { login, values, timeouts });
    const { lastSeenAt } = await loaded(storeOn(node), draft);
    await server.breakSnapshots();
    await waitFor('stale "last seen"', async () => {
      const [seconds] = await node.client.time();
      return Number(seconds) * 1_000 > lastSeenAt + 1_000;
    });
    await expect(changed(storeOn(node), draft, setOf(['b', '2']))).rejects.toMatchObject(
      unavailable,
    );
    expect(await loaded(storeOn(node), draft)).toMatchObject({ lastSeenAt, values });
    expect(await storeOn(node).peek(draft, 'all')).toMatchObject({
      session: { lastSeenAt, values },
    });
    expect((await storeOn(node).list(login.userId, 'metadata')).sessions).toHaveLength(1);
    expect(node.status).toBe('UP');
    await node.client.config('SET', 'stop-writes-on-bgsave-error', 'no');
  });
});
