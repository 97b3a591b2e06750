import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import type { SessionDraft } from '../../../src/session/session-store.ts';
import { RedisProxy } from '../../support/redis-proxy.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';
import {
  changed,
  created,
  draftOf,
  loginOf,
  rotationOf,
  setOf,
} from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { RecordingLog, timed } from './node-fixtures.ts';

const unavailable = { name: 'SessionError', code: 'SESSION_STORE_UNAVAILABLE' };

/** Two batches, each of which waits for replicas as long as it may, and something for the way. */
const timeLimitMs = 600;

describe('a node whose logins and ends wait for a replica', () => {
  let master: RedisServer;
  let replica: RedisServer;
  let proxy: RedisProxy | undefined;
  let log: RecordingLog;
  let node: RedisSessionNode;

  beforeEach(async () => {
    master = await RedisServer.start({ args: ['--repl-diskless-sync-delay', '0'] });
    replica = await RedisServer.start({
      args: ['--replicaof', '127.0.0.1', String(master.port), '--replica-read-only', 'yes'],
    });
    await waitFor('it acknowledges', () =>
      master.ask(async (client) => {
        await client.set('first', '', 'EX', 1);
        return (await client.wait(1, 2_000)) === 1;
      }),
    );
    log = new RecordingLog();
    node = nodeWaitingFor(1);
    await node.connect();
  });

  afterEach(async () => {
    await node.close();
    await Promise.all([master.stop(), replica.stop(), proxy?.stop()]);
    proxy = undefined;
  });

  it('has told of nothing that the replica does not have', async () => {
    const store = storeOn(node);
    const drafts = await Promise.all(Array.from({ length: 20 }, loggedIn));
    expect(await held(drafts)).toBe(20);
    await Promise.all(
      drafts.map(({ id, login }) =>
        acknowledged(() => store.end(id, { by: 'user', userId: login?.userId ?? '' })),
      ),
    );
    expect(await held(drafts)).toBe(0);

    const anonymous = await created(store);
    const rotation = rotationOf();
    await acknowledged(() => store.rotate(anonymous, rotation));
    const secret = await replica.ask((client) => client.hgetall(`s:{${anonymous.id}}`));
    expect(JSON.stringify(secret)).toContain(rotation.newSecretHash);
  });

  it('waits for what others wrote, too, where it has nothing to write itself', async () => {
    const { id, login } = await loggedIn();
    const end = (): Promise<unknown> =>
      storeOn(node).end(id, { by: 'user', userId: login?.userId ?? '' });
    await acknowledged(end);
    // The end is not told again, so this one makes WAIT stand for all until now, whatever the version of Redis.
    const before = await published();
    await acknowledged(end);
    expect(await published()).toBeGreaterThan(before);
  });

  it('runs scripts that the server has forgotten', async () => {
    await master.ask((client) => client.script('FLUSH'));
    const drafts = await Promise.all(Array.from({ length: 3 }, loggedIn));
    expect(await held(drafts)).toBe(3);
  });

  it('answers in time that a login is not sure when its replica hangs, and goes on with the rest', async () => {
    const store = storeOn(node);
    const known = await created(store);
    replica.pause();
    const logins = await Promise.all(
      Array.from({ length: 20 }, () => timed(store.create(draftOf({ login: loginOf() })))),
    );
    for (const { outcome, tookMs } of logins) {
      expect(outcome).toMatchObject(unavailable);
      expect(tookMs).toBeLessThan(timeLimitMs);
    }
    expect(causeOf(logins[0]?.outcome)).toContain(
      '0 of the 1 replicas that RINGGATE_WAIT_REPLICAS asks for had the write',
    );

    // Sessions without a login, reading and values wait for nobody.
    await created(store);
    expect(await store.load(known, 'all')).toMatchObject({ state: 'found' });
    expect(await changed(store, known, setOf(['a', '1']))).toMatchObject({ state: 'found' });
    expect(node.status).toBe('UP');

    replica.resume();
    expect(await held([await loggedIn()])).toBe(1);
    expect(log.lines.filter(({ message }) => message.includes('replicas'))).toEqual([
      expect.objectContaining({ level: 'warn', node: 'a' }),
      { level: 'info', node: 'a', message: 'enough replicas have what is written' },
    ]);
  });

  it('takes a login back that its replica did not get in time, or each try would leave a session', async () => {
    replica.pause();
    const draft = draftOf({ login: loginOf() });
    expect((await timed(storeOn(node).create(draft))).outcome).toMatchObject(unavailable);
    await waitFor('it is taken back', () =>
      master.ask(async (client) => (await client.exists(`t:{${draft.id}}`)) === 1),
    );
    const kept = `u:{${draft.login?.userId ?? ''}}`;
    expect(await master.ask((client) => client.exists(`s:{${draft.id}}`, kept))).toBe(0);
  });

  it('puts writes together that are asked for while others wait, so that none is late for those before it', async () => {
    replica.pause();
    const logins: ReturnType<typeof timed>[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      logins.push(timed(storeOn(node).create(draftOf({ login: loginOf() }))));
      await setImmediate();
    }
    for (const { outcome } of await Promise.all(logins)) {
      expect(causeOf(outcome)).toContain('0 of the 1 replicas');
    }
  });

  it('makes a new connection where a server was silent: the one before may be dead', async () => {
    await loggedIn();
    const before = await writing();
    master.pause();
    const { outcome } = await timed(storeOn(node).create(draftOf({ login: loginOf() })));
    expect(outcome).toMatchObject(unavailable);
    master.resume();
    await loggedIn();
    expect(await writing()).not.toBe(before);
  });

  it('asks for two where there is one in vain', async () => {
    const greedy = nodeWaitingFor(2);
    await greedy.connect();
    await waitFor('the one has it', async () => {
      const { outcome } = await timed(storeOn(greedy).create(draftOf({ login: loginOf() })));
      expect(outcome).toMatchObject(unavailable);
      return causeOf(outcome).includes('1 of the 2 replicas');
    });
    await greedy.close();
  });

  it('leaves a server that was made a replica, for the master behind the same address', async () => {
    await node.close();
    proxy = await RedisProxy.start(master);
    node = nodeWaitingFor(1, proxy.url);
    await node.connect();
    const store = storeOn(node);
    await loggedIn();

    await replica.ask((client) => client.replicaof('NO', 'ONE'));
    await master.ask((client) => client.replicaof('127.0.0.1', replica.port));
    proxy.leadTo(replica);
    const { outcome } = await timed(store.create(draftOf({ login: loginOf() })));
    expect(outcome).toMatchObject(unavailable);
    expect(await held([await loggedIn()])).toBe(1);
  });

  it('tells that it may not wait, when a user has no right to', async () => {
    await master.ask((client) => client.acl('SETUSER', 'default', '-wait'));
    const { outcome } = await timed(storeOn(node).create(draftOf({ login: loginOf() })));
    expect(outcome).toMatchObject(unavailable);
    expect(log.lines.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('refuses to wait for replicas: NOPERM'),
    );
  });

  it('has one connection more, and none where nothing waits', async () => {
    expect(await connections()).toBe(2);
    await node.close();
    await waitFor('they are closed', async () => (await connections()) === 0);
    node = nodeWaitingFor(0);
    await node.connect();
    await storeOn(node).create(draftOf({ login: loginOf() }));
    expect(await connections()).toBe(1);
  });

  /** A login that was acknowledged, with an id of its own at each try, as gateways do it. */
  async function loggedIn(): Promise<SessionDraft> {
    let draft = draftOf({ login: loginOf() });
    await acknowledged(() => {
      draft = draftOf({ login: loginOf() });
      return storeOn(node).create(draft);
    });
    return draft;
  }

  function nodeWaitingFor(waitReplicas: number, url = master.url): RedisSessionNode {
    return new RedisSessionNode({ id: 'a', kind: 'redis', url, log, waitReplicas });
  }

  /** How many of them the replica has right now. */
  function held(drafts: readonly SessionDraft[]): Promise<number> {
    return replica.ask((client) => client.exists(...drafts.map(({ id }) => `s:{${id}}`)));
  }

  /** How many messages the master has passed on to its replicas. */
  async function published(): Promise<number> {
    const info = await master.ask((client) => client.info('commandstats'));
    return Number(/^cmdstat_publish:calls=(\d+)/m.exec(info)?.[1]);
  }

  /** The id of the connection that has written last, as the server has it. */
  async function writing(): Promise<string | undefined> {
    const list = await master.ask((client) => client.call('CLIENT', 'LIST', 'TYPE', 'normal'));
    const line = String(list)
      .split('\n')
      .findLast((each) => each.includes(' cmd=wait '));
    return /^id=(\d+)/.exec(line ?? '')?.[1];
  }

  /** Of clients, without the one that asks and the replica. */
  async function connections(): Promise<number> {
    const list = await master.ask((client) => client.call('CLIENT', 'LIST', 'TYPE', 'normal'));
    return String(list).trim().split('\n').length - 1;
  }
});

/** Asks again where the machine was too busy for the replica to be in time: what is asked for may be repeated. */
async function acknowledged(ask: () => Promise<unknown>): Promise<void> {
  await waitFor('it is acknowledged', async () => !((await timed(ask())).outcome instanceof Error));
}

/** What the log tells of an error that clients are told nothing of. */
function causeOf(outcome: unknown): string {
  const { cause } = outcome as { readonly cause?: Error };
  return String(cause?.cause);
}
