import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { NodeMetrics } from '../../../src/metrics/node-metrics.ts';
import { RedisClusterNode } from '../../../src/store/redis/cluster/redis-cluster-node.ts';
import { keySlot } from '../../../src/store/redis/cluster/key-slot.ts';
import { RedisRateLimiter } from '../../../src/store/redis/redis-rate-limiter.ts';
import type { RingSessionStore } from '../../../src/store/ring-session-store.ts';
import { connectedCluster } from '../../contract/redis-cluster-store-under-test.ts';
import { RedisCluster, type SlotMove } from '../../support/redis-cluster.ts';
import { freePort } from '../../support/free-port.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { Scrape } from '../../support/scrape.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';
import {
  changed,
  created,
  draftOf,
  drawId,
  drawUserId,
  loaded,
  loginOf,
  rotationOf,
  sessionOf,
} from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { atOnceMs, RecordingLog, timed } from '../redis-node/node-fixtures.ts';
import { drawIdOn, drawUserOn } from './cluster-fixtures.ts';

const unavailable = { code: 'SESSION_STORE_UNAVAILABLE' };
const increment = { kind: 'increment', key: 'n', by: 1 } as const;

describe('a node that is a Redis Cluster', () => {
  let cluster: RedisCluster;
  let node: RedisClusterNode;
  let store: RingSessionStore;
  const log = new RecordingLog();
  const registry = new Registry();

  beforeAll(async () => {
    cluster = await RedisCluster.start();
    node = await connectedCluster('a', cluster, log, new NodeMetrics(registry));
    store = storeOn(node);
  });

  afterAll(async () => {
    await node.close();
    await cluster.stop();
  });

  /** The master of a slot, and another one. */
  async function ownerAndOther(slot: number): Promise<[RedisServer, RedisServer]> {
    const owner = await cluster.ownerOf(slot);
    const other = (await cluster.masters()).find((master) => master !== owner);
    if (!other) throw new Error('There is one master');
    return [owner, other];
  }

  /** Moves the keys of a slot, and not the slot itself yet. */
  async function sendAhead(slot: number): Promise<{ move: SlotMove; to: RedisServer }> {
    const [from, to] = await ownerAndOther(slot);
    const move = await cluster.beginMove(slot, from, to);
    await move.moveKeys();
    return { move, to };
  }

  it('counts the sessions of all masters, and asks all of them for an answer', async () => {
    const before = await node.countSessions();
    const masters = await cluster.masters();
    for (const master of masters) await created(store, { id: await drawIdOn(cluster, master) });
    expect(await node.countSessions()).toBe(before + masters.length);
    expect(await node.ping()).toBeGreaterThan(0);
  });

  it('finds where a session is, as ringgate ring where asks', async () => {
    const { id } = await created(store);
    expect((await node.moves.exportRecord(id)).state).toBe('copied');
    expect((await node.moves.exportRecord(drawId())).state).toBe('absent');
  });

  it('warns of each master that persists nothing, by its address', () => {
    const warned = log.lines.filter(({ message }) => message.includes('persists nothing'));
    expect(warned.map((line) => line.node).sort()).toEqual(
      cluster.servers
        .slice(0, 3)
        .map(({ port }) => `a/127.0.0.1:${port}`)
        .sort(),
    );
  });

  it('warns where one lost slot would make all sessions unavailable', async () => {
    const name = 'cluster-require-full-coverage';
    const setAll = (value: string): Promise<unknown> =>
      Promise.all(cluster.servers.map((server) => server.ask((c) => c.config('SET', name, value))));
    const lines = new RecordingLog();
    await setAll('yes');
    const other = await connectedCluster('a', cluster, lines);
    await setAll('no');
    await other.close();
    expect(lines.lines.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('cluster-require-full-coverage is yes'),
    );
    expect(log.lines.filter(({ message }) => message.includes(name))).toEqual([]);
  });

  describe('while a slot is on its way', () => {
    it('waits for a session whose slot is half-way, and then finds it', async () => {
      const draft = await created(store);
      const slot = keySlot(`s:{${draft.id}}`);
      const [from, to] = await ownerAndOther(slot);
      const move = await cluster.beginMove(slot, from, to);
      const tryAgains = await cluster.errorCount('TRYAGAIN');
      const answers = Promise.all(
        Array.from({ length: 5 }, () => changed(store, draft, increment)),
      );
      await waitFor(
        'the servers have asked to try again',
        async () => (await cluster.errorCount('TRYAGAIN')) > tryAgains,
      );
      await move.finish();
      expect((await answers).map(({ state }) => state)).toEqual(Array(5).fill('found'));
      expect((await loaded(store, draft)).values?.get('n')).toBe('5');
    });

    it.each([
      ['has begun to move', false],
      ['has its keys there already', true],
    ])('tries again once for all who wait where a slot %s', async (_where, isMoved) => {
      const draft = await created(store);
      const slot = keySlot(`s:{${draft.id}}`);
      const [from, to] = await ownerAndOther(slot);
      const move = await cluster.beginMove(slot, from, to);
      if (isMoved) await move.moveKeys();
      const refusals = async (): Promise<number> =>
        (await cluster.errorCount('ASK')) + (await cluster.errorCount('TRYAGAIN'));
      const before = await refusals();
      const soFar = async (): Promise<number> => (await refusals()) - before;
      const count = 200;
      // The one server sends them on to the other.
      const firstTries = isMoved ? 2 * count : count;
      const answers = Promise.allSettled(
        Array.from({ length: count }, () => changed(store, draft, increment)),
      );
      try {
        await waitFor('one of them tries again', async () => (await soFar()) > firstTries);
        await setTimeout(50);
        // On a machine that stands still meanwhile all may have tried a second time, for the last time.
        expect(await soFar()).toBeLessThan(2.5 * firstTries);
      } finally {
        await move.finish();
      }
      const counted = (await answers).filter(({ status }) => status === 'fulfilled').length;
      expect((await loaded(store, draft)).values?.get('n')).toBe(String(counted));
    });

    it('gives up within a second where a slot stays half-way, and serves all others', async () => {
      const draft = await created(store);
      const slot = keySlot(`s:{${draft.id}}`);
      const [from, to] = await ownerAndOther(slot);
      const move = await cluster.beginMove(slot, from, to);
      const { tookMs, outcome } = await timed(store.load(draft, 'all'));
      expect(outcome).toMatchObject(unavailable);
      expect(tookMs).toBeLessThan(1_000);
      const other = await created(store, { id: await drawIdOn(cluster, from) });
      await loaded(store, other);
      await move.finish();
      await loaded(store, draft);
    });

    it('asks the other server for what has gone there before the slot has', async () => {
      const login = loginOf();
      const draft = await created(store, { login });
      const { move } = await sendAhead(keySlot(`s:{${draft.id}}`));
      // One key, so it is not asked to try again.
      const asks = await cluster.errorCount('ASK');
      const { sessions } = await store.list(login.userId, 'metadata');
      expect(sessions.map(({ id }) => id)).toEqual([draft.id]);
      expect(await cluster.errorCount('ASK')).toBe(asks + 1);
      const counted = new Scrape(await registry.metrics());
      const series = 'command="describe-one",node="a",outcome="redirected"';
      expect(counted.value(`ringgate_node_commands_total{${series}}`)).toBe(1);
      await move.finish();
    });

    it('brings along a script that the other server has forgotten', async () => {
      const login = loginOf();
      const draft = await created(store, { login });
      const { move, to } = await sendAhead(keySlot(`s:{${draft.id}}`));
      await to.ask((client) => client.script('FLUSH'));
      const { sessions } = await store.list(login.userId, 'metadata');
      expect(sessions.map(({ id }) => id)).toEqual([draft.id]);
      await move.finish();
    });

    it('asks the other server as often as there is something to ask, many at once', async () => {
      const [limit, key] = [{ name: 'test', maxEvents: 1_000, windowMs: 60_000 }, drawId()];
      const limiter = new RedisRateLimiter(node);
      await limiter.consume(limit, key);
      const { move, to } = await sendAhead(keySlot(`l:${limit.name}:${key}`));
      const asks = await cluster.errorCount('ASK');
      const count = 100;
      await Promise.all(Array.from({ length: count }, () => limiter.consume(limit, key)));
      expect(await cluster.errorCount('ASK')).toBe(asks + count);
      await move.finish();
      expect(await to.ask((client) => client.get(`l:${limit.name}:${key}`))).toBe(
        String(count + 1),
      );
    });

    it('counts each change that was acknowledged once, however often the slot moves (I7)', async () => {
      const draft = await created(store);
      const slot = keySlot(`s:{${draft.id}}`);
      let acknowledged = 0;
      let isOver = false;
      const writers = Array.from({ length: 5 }, async () => {
        while (!isOver) {
          sessionOf(await changed(store, draft, increment));
          acknowledged += 1;
        }
      });
      for (let moves = 0; moves < 20; moves += 1) {
        await cluster.moveSlot(slot, ...(await ownerAndOther(slot)));
      }
      isOver = true;
      await Promise.all(writers);
      expect((await loaded(store, draft)).values?.get('n')).toBe(String(acknowledged));
    });

    it('is redirected once at most after somebody else has moved a slot', async () => {
      const draft = await created(store);
      const slot = keySlot(`s:{${draft.id}}`);
      const moved = await cluster.errorCount('MOVED');
      await cluster.moveSlot(slot, ...(await ownerAndOther(slot)));
      await loaded(store, draft);
      await loaded(store, draft);
      await loaded(store, draft);
      expect(await cluster.errorCount('MOVED')).toBeLessThanOrEqual(moved + 1);
    });
  });

  describe('in the index of a user', () => {
    /** An entry that was written so long ago, and its key. */
    async function entryOf(userId: string, id: string, ageMs: number): Promise<void> {
      const key = `u:{${userId}}`;
      await cluster.askOwner(key, async (client) => {
        const [seconds] = await client.time();
        const now = Number(seconds) * 1_000;
        const entry = `${(now + 600_000).toString(36)} ${(now - ageMs).toString(36)}`;
        await client.hset(key, id, entry);
        await client.pexpire(key, 600_000);
      });
    }

    function entriesOf(userId: string): Promise<string[]> {
      return cluster.askOwner(`u:{${userId}}`, (client) => client.hkeys(`u:{${userId}}`));
    }

    it('keeps an entry without a record for a minute, and drops it then', async () => {
      const userId = drawUserId();
      const [young, old] = [drawId(), drawId()];
      await entryOf(userId, young, 55_000);
      await entryOf(userId, old, 62_000);
      expect((await store.list(userId, 'metadata')).sessions).toEqual([]);
      expect(await entriesOf(userId)).toEqual([young]);
    });

    it('keeps an old entry that has its record', async () => {
      const login = loginOf();
      const { id } = await created(store, { login });
      await entryOf(login.userId, id, 3_600_000);
      expect((await store.list(login.userId, 'metadata')).sessions).toHaveLength(1);
      expect(await entriesOf(login.userId)).toEqual([id]);
    });

    it('drops no entry that a login has written anew meanwhile', async () => {
      const userId = drawUserId();
      const id = drawId();
      const key = `u:{${userId}}`;
      await entryOf(userId, id, 62_000);
      const stale = await cluster.askOwner(key, (client) => client.hget(key, id));
      await entryOf(userId, id, 61_000);
      await node.run('drop-entries', [key], ['60000', id, stale ?? ''], () => undefined);
      expect(await entriesOf(userId)).toEqual([id]);
    });

    it('keeps an entry as long as its session lives, also when a login for a shorter time is refused', async () => {
      const login = loginOf();
      const draft = await created(store, { login });
      const key = `u:{${login.userId}}`;
      const deadline = async (): Promise<number> => {
        const entry = await cluster.askOwner(key, (client) => client.hget(key, draft.id));
        return Number.parseInt(entry ?? '', 36);
      };
      const before = await deadline();
      const timeouts = { idleTimeoutMs: 500, absoluteLifetimeMs: 500 };
      const other = rotationOf({ login: { ...login, credentialVersion: 'another' }, timeouts });
      expect(await store.rotate(draft, other)).toEqual({ state: 'otherLogin' });
      expect(await deadline()).toBe(before);
    });

    it('leaves none behind of a login on a session that is gone, nor after an end', async () => {
      const rotation = rotationOf();
      const { userId } = rotation.login;
      expect(await store.rotate(draftOf(), rotation)).toEqual({ state: 'gone' });
      expect(await entriesOf(userId)).toEqual([]);
      const draft = await created(store, { login: { ...rotation.login, userId } });
      expect(await entriesOf(userId)).toEqual([draft.id]);
      await store.end(draft.id, { by: 'user', userId });
      expect(await entriesOf(userId)).toEqual([]);
    });

    it('has the entry before there is a record', async () => {
      const login = loginOf();
      const master = await cluster.masterOf(`u:{${login.userId}}`);
      const other = (await cluster.masters()).find((each) => each !== master);
      if (!other) throw new Error('There is one master');
      const id = await drawIdOn(cluster, other);
      await cluster.askOwner(`s:{${id}}`, (client) => client.config('SET', 'maxmemory', '1'));
      try {
        await expect(store.create(draftOf({ id, login }))).rejects.toMatchObject(unavailable);
        expect(await entriesOf(login.userId)).toEqual([id]);
      } finally {
        await cluster.askOwner(`s:{${id}}`, (client) => client.config('SET', 'maxmemory', '0'));
      }
    });
  });

  it('fails fast for the sessions of a master that is silent with its replica, and serves all others', async () => {
    const silent = await cluster.masterOf('any');
    const replica = await cluster.replicaOf(silent);
    const other = (await cluster.masters()).find((master) => master !== silent);
    if (!other) throw new Error('There is one master');
    const theirs = await created(store, { id: await drawIdOn(cluster, silent) });
    const served = await created(store, { id: await drawIdOn(cluster, other) });
    const user = loginOf({ userId: await drawUserOn(cluster, other) });
    await created(store, { id: await drawIdOn(cluster, silent), login: user });
    await created(store, { id: await drawIdOn(cluster, other), login: user });
    const awayUser = loginOf({ userId: await drawUserOn(cluster, silent) });
    // First, so that it does not take the master's place.
    replica.pause();
    silent.pause();
    try {
      await expect(store.load(theirs, 'all')).rejects.toMatchObject(unavailable);
      await waitFor('the silence is known', async () => {
        const { tookMs, outcome } = await timed(store.load(theirs, 'all'));
        expect(outcome).toMatchObject(unavailable);
        return tookMs < atOnceMs;
      });
      expect(node.breaker).not.toBe('closed');
      expect(node.status).toBe('UP');
      const { tookMs } = await timed(loaded(store, served));
      expect(tookMs).toBeLessThan(atOnceMs);
      // A part of a list is never taken for all of it (I6).
      const { sessions, unreachable } = await store.list(user.userId, 'metadata');
      expect({ sessions, unreachable }).toEqual({ sessions: [], unreachable: ['a'] });
      expect((await store.list(awayUser.userId, 'metadata')).unreachable).toEqual(['a']);
      // Without the entry there would be a session that no list has.
      const id = await drawIdOn(cluster, other);
      const login = store.create(draftOf({ id, login: awayUser }));
      await expect(login).rejects.toMatchObject(unavailable);
      expect((await node.moves.exportRecord(id)).state).toBe('absent');
      await expect(node.ping()).rejects.toMatchObject(unavailable);
      await expect(node.countSessions()).rejects.toMatchObject(unavailable);
    } finally {
      silent.resume();
      replica.resume();
    }
    await waitFor('all answer again', () => node.ping().then(Boolean, () => false));
    expect(node.breaker).toBe('closed');
    await loaded(store, theirs);
    expect((await store.list(user.userId, 'metadata')).sessions).toHaveLength(2);
  });

  it('is refused where a server is in no cluster', async () => {
    const server = await RedisServer.start();
    const url = server.url.replace('redis:', 'redis+cluster:');
    const alone = new RedisClusterNode({ id: 'b', kind: 'redis+cluster', url, log });
    await expect(alone.connect()).rejects.toMatchObject({ code: 'REDIS_NO_CLUSTER' });
    await server.stop();
  });

  it('is DOWN while no server answers, and asked for on and on', async () => {
    const url = `redis+cluster://127.0.0.1:${await freePort()}`;
    const lines = new RecordingLog();
    const told: unknown[][] = [];
    const observer = { statusChanged: (...all: unknown[]) => told.push(all) };
    const options = { id: 'b', kind: 'redis+cluster', url, log: lines, observer } as const;
    const absent = new RedisClusterNode(options);
    await absent.connect();
    expect(told).toEqual([['b', 'DOWN', 'no master answers']]);
    expect(absent.status).toBe('DOWN');
    await expect(storeOn(absent).create(draftOf())).rejects.toMatchObject(unavailable);
    expect(lines.lines.map(({ message }) => message)).toEqual(['no server of the cluster answers']);
    await absent.close();
  });
});
