import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RedisSessionNode } from '../../src/store/redis/redis-session-node.ts';
import { storeOn } from '../support/ring-of-nodes.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../support/redis-server.ts';
import {
  changed,
  created,
  draftOf,
  ended,
  loaded,
  loginOf,
  rotationOf,
  sessionOf,
  setOf,
} from '../support/session-fixtures.ts';
import { connectedNode } from './redis-store-under-test.ts';
import type { Session } from '../../src/session/session.ts';

describe('what is kept in Redis', () => {
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

  /** By TIME and PTTL, since PEXPIRETIME needs Redis 7; they may be a millisecond apart. */
  async function expectExpiry(key: string, at: number): Promise<void> {
    const replies = await node.client.multi().time().pttl(key).exec();
    const [time, ttlMs] = (replies ?? []).map(([, reply]) => reply);
    const [seconds, microseconds] = time as [string, string];
    const now = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
    expect(Math.abs(now + Number(ttlMs) - at)).toBeLessThanOrEqual(2);
  }

  async function expectRecordExpiry({ id }: { id: string }, at: number): Promise<void> {
    await expectExpiry(`s:{${id}}`, at);
  }

  const idleFirst = { idleTimeoutMs: 60_000, absoluteLifetimeMs: 3_600_000 };
  const absoluteFirst = { idleTimeoutMs: 60_000, absoluteLifetimeMs: 30_000 };

  it.each([
    ['the idle timeout', idleFirst, 60_000],
    ['the absolute lifetime', absoluteFirst, 30_000],
  ])('lets a new record live for %s (I2)', async (_what, timeouts, ms) => {
    const draft = draftOf({ timeouts, login: loginOf() });
    const session = sessionOf(await storeOn(node).create(draft));
    await expectRecordExpiry(draft, session.createdAt + ms);
  });

  it('lets a record live anew with each use that is noted, not with the others (I2)', async () => {
    const timeouts = { idleTimeoutMs: 1_000, absoluteLifetimeMs: 60_000 };
    const draft = draftOf({ timeouts });
    let session: Session = sessionOf(await storeOn(node).create(draft));
    const { lastSeenAt } = session;
    while (session.lastSeenAt === lastSeenAt) {
      await expectRecordExpiry(draft, lastSeenAt + 1_000);
      session = await loaded(storeOn(node), draft);
    }
    expect(session.lastSeenAt).toBeGreaterThan(lastSeenAt + 100);
    await expectRecordExpiry(draft, session.lastSeenAt + 1_000);
  });

  it('lets a record live no longer for being peeked at, however stale "last seen" is', async () => {
    const timeouts = { idleTimeoutMs: 1_000, absoluteLifetimeMs: 60_000 };
    const draft = draftOf({ timeouts });
    const { lastSeenAt } = sessionOf(await storeOn(node).create(draft));
    let readAt = lastSeenAt;
    while (readAt <= lastSeenAt + 200) {
      const outcome = await storeOn(node).peek(draft, 'all');
      if (outcome.state !== 'found') throw new Error(`The session is ${outcome.state}`);
      readAt = outcome.readAt;
      await expectRecordExpiry(draft, lastSeenAt + 1_000);
    }
  });

  it('lets a record live anew with each change, never past its absolute deadline (I2)', async () => {
    const timeouts = { idleTimeoutMs: 1_000, absoluteLifetimeMs: 1_500 };
    const draft = draftOf({ timeouts });
    let session = sessionOf(await storeOn(node).create(draft));
    const deadlineAt = session.absoluteDeadlineAt;
    do {
      const idleDeadlineAt = Math.min(session.lastSeenAt + 1_000, deadlineAt);
      await expectRecordExpiry(draft, idleDeadlineAt);
      session = sessionOf(await changed(storeOn(node), draft, setOf(['a', '1'])));
    } while (session.lastSeenAt < deadlineAt - 800);
    expect(session.lastSeenAt + 1_000).toBeGreaterThan(deadlineAt);
    await expectRecordExpiry(draft, deadlineAt);
  });

  it('gives a record the lifetime of its login (I2)', async () => {
    const draft = await created(storeOn(node), { timeouts: absoluteFirst });
    const session = sessionOf(
      await storeOn(node).rotate(draft, rotationOf({ timeouts: idleFirst })),
    );
    await expectRecordExpiry(draft, session.lastSeenAt + 60_000);
  });

  it('keeps the index of a user until the last of the absolute deadlines (I2)', async () => {
    const login = loginOf();
    const index = `u:{${login.userId}}`;
    const long = sessionOf(await storeOn(node).create(draftOf({ timeouts: idleFirst, login })));
    await expectExpiry(index, long.absoluteDeadlineAt);
    await created(storeOn(node), { timeouts: absoluteFirst, login });
    await expectExpiry(index, long.absoluteDeadlineAt);
  });

  it('keeps a tombstone for five minutes', async () => {
    const draft = await ended(storeOn(node));
    const ttlMs = await node.client.pttl(`t:{${draft.id}}`);
    expect(ttlMs).toBeGreaterThan(290_000);
    expect(ttlMs).toBeLessThanOrEqual(300_000);
    expect(await node.client.exists(`s:{${draft.id}}`)).toBe(0);
  });

  it('keeps one field for a value that login wrote over an anonymous one', async () => {
    const draft = await created(storeOn(node), { values: new Map([['card', '1']]) });
    const login = loginOf({ readOnlyKeys: ['card'] });
    await storeOn(node).rotate(draft, rotationOf({ login, values: new Map([['card', '2']]) }));
    const fields = await node.client.hkeys(`s:{${draft.id}}`);
    expect(fields.sort()).toEqual(['$:card', '$c', '$s', '$t', '$u']);
  });

  it('keeps neither record nor index entry of a session that was ended', async () => {
    const login = loginOf();
    const { userId } = login;
    const kept = await created(storeOn(node), { login });
    const bySecret = await created(storeOn(node), { login });
    const byUser = await created(storeOn(node), { login });
    const { secretHash } = bySecret;
    await storeOn(node).end(bySecret.id, { by: 'secret', secretHash, userId });
    await storeOn(node).end(byUser.id, { by: 'user', userId });
    expect(await node.client.hkeys(`u:{${userId}}`)).toEqual([kept.id]);
    expect(await node.client.exists(`s:{${bySecret.id}}`, `s:{${byUser.id}}`)).toBe(0);
  });
});
