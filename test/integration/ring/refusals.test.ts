import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RingChange } from '../../../src/ring/ring-change.ts';
import { firstTopology } from '../../../src/ring/ring-change.ts';
import { RingRefusal } from '../../../src/store/operator/ring-operations.ts';
import { RingOperator } from '../../../src/store/operator/ring-operator.ts';
import type { RingKeeper } from '../../../src/store/ring-keeper.ts';
import { startRedisServers, type RedisServer } from '../../support/redis-server.ts';
import { drawId } from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  adding,
  configsOf,
  createSessions,
  keysOf,
  noCredentials,
  openRing,
  operatorOf,
  optionsOf,
  silentLog,
} from './ring-fixtures.ts';

describe('RingOperator', () => {
  let servers: readonly RedisServer[] = [];
  let ring: RingKeeper;
  let operator: RingOperator;

  beforeAll(async () => {
    servers = await startRedisServers(4);
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
  });

  beforeEach(async () => {
    ring = await openRing(servers.slice(0, 2));
    operator = await operatorOf(servers.slice(0, 2));
  });

  afterEach(async () => {
    await operator.close();
    await ring.close();
    for (const server of servers) await server.ask((client) => client.flushall());
  });

  function server(at: number): RedisServer {
    const found = servers[at];
    if (!found) throw new Error(`There is no server ${at}`);
    return found;
  }

  /** The message of a refusal, after which nothing has changed. */
  async function refusalOf(
    change: RingChange,
    force = false,
    signal = new AbortController().signal,
  ): Promise<string> {
    const before = await Promise.all(servers.map((one) => keysOf(one, 's:*')));
    const begun = operator.begin(change, { force, signal });
    const error = await begun.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RingRefusal);
    expect((await ring.node('a').ring.readTopology())?.epoch).toBe(1);
    expect(await Promise.all(servers.map((one) => keysOf(one, 's:*')))).toEqual(before);
    return (error as RingRefusal).message;
  }

  it.each([
    ['an unknown id', { kind: 'remove', id: 'x' }, /"x" is no node of the ring; it has "a", "b"/],
    [
      'the weight it has',
      { kind: 'reweight', id: 'a', weight: 1 },
      /weight: 1 .*nothing to change/,
    ],
    ['a weight too far off', { kind: 'reweight', id: 'a', weight: 100_000 }, /weight/],
    [
      'an id that is taken',
      { kind: 'add', node: { id: 'a', weight: 1, url: 'redis://127.0.0.1:1' } },
      /"a" is a node of the ring already; give the new one another id/,
    ],
    [
      'a memory node',
      { kind: 'add', node: { id: 'c', weight: 1, url: 'memory:' } },
      /a ring of memory nodes lives in one process: its nodes cannot be added or removed/,
    ],
    [
      'a node of a kind that is not known',
      { kind: 'add', node: { id: 'c', weight: 1, url: 'http://localhost' } },
      /must be the URL of a Redis node/,
    ],
    [
      'a URL with a password',
      { kind: 'add', node: { id: 'c', weight: 1, url: 'redis://:geheim@127.0.0.1:1' } },
      /no user and no password; give them in RINGGATE_NODES or RINGGATE_NODE_PASSWORD/,
    ],
    [
      'a node that does not answer',
      { kind: 'add', node: { id: 'c', weight: 1, url: 'redis://127.0.0.1:1' } },
      /answers at redis:\/\/127\.0\.0\.1:1; start the server, or correct the URL/,
    ],
  ] as const)('refuses %s', async (_what, change, message) => {
    const refusal = await refusalOf(change);
    expect(refusal).toMatch(message);
    expect(refusal).not.toContain('geheim');
    if (!refusal.includes('answers at')) {
      await expect(operator.plan(change)).rejects.toThrow(RingRefusal);
    }
  });

  it('begins nothing once it was told to end', async () => {
    const interrupted = AbortSignal.abort();
    expect(await refusalOf(adding(server(2)), false, interrupted)).toMatch(/was not changed/);
  });

  it('refuses to remove the last node', async () => {
    const alone = await openRing([server(3)]);
    const single = await operatorOf([server(3)]);
    const error = single.begin({ kind: 'remove', id: 'a' }, { force: true });
    await expect(error).rejects.toThrow('last node; add another one before you remove it');
    await single.close();
    await alone.close();
  });

  it('refuses the database of a member under another id, however it is named', async () => {
    const plain = adding(server(1));
    expect(await refusalOf(plain, true)).toMatch(/url: .* is that of node "b"/);
    const alias = adding({ url: `redis://localhost:${server(1).port}` });
    expect(await refusalOf(alias, true)).toMatch(/database of the node b, which the ring has/);
    const socket = adding({ url: `redis+unix://${server(1).socketPath}` });
    expect(await refusalOf(socket, true)).toMatch(/database of the node b/);
  });

  it('refuses a server that wants a password that it was not given', async () => {
    await server(2).ask((client) => client.config('SET', 'requirepass', 'secret'));
    try {
      await expect(operator.begin(adding(server(2)), { force: true })).rejects.toThrow(
        /refuses access: NOAUTH[^.]*; .*RINGGATE_NODES/,
      );
    } finally {
      const client = server(2).client({ password: 'secret' });
      await client.config('SET', 'requirepass', '');
      client.disconnect();
    }
  });

  it('refuses a change while one is moving, and names that', async () => {
    await operator.begin({ kind: 'remove', id: 'a' }, { force: false });
    const error = operator.begin(adding(server(2)), { force: true });
    await expect(error).rejects.toThrow(
      /moving \(epoch 2: the node a is being removed\).*ringgate ring resume/,
    );
    await operator.move(optionsOf());
  });

  it('lets one of two operators win, and tells the other', async () => {
    const other = await operatorOf(servers.slice(0, 2));
    const outcomes = await Promise.allSettled([
      operator.begin(adding(server(2)), { force: false }),
      other.begin({ kind: 'reweight', id: 'a', weight: 3 }, { force: false }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(lost.reason).toBeInstanceOf(RingRefusal);
    expect(String(lost.reason)).toMatch(
      /the ring has changed meanwhile|epoch 2: the node (c is being added|a is being given the weight 3)/,
    );
    await operator.move(optionsOf());
    await other.close();
  });

  it('refuses every change while a member does not answer', async () => {
    server(1).pause();
    try {
      await expect(operator.begin(adding(server(2)), { force: true })).rejects.toThrow(
        /the node b \(redis:\/\/127.*\) does not answer; bring it back first/,
      );
      const { warnings, records } = await operator.plan(adding(server(2)));
      expect(warnings.join()).toMatch(/the node b .* does not answer/);
      expect(records).toBe(0);
    } finally {
      server(1).resume();
    }
    expect((await ring.node('a').ring.readTopology())?.epoch).toBe(1);
  });

  it("refuses a new node that holds sessions, unless it is to delete what is Ringgate's", async () => {
    const foreign = ['app:1', 'ring:mine', 's:{short}', 'l:1', 'u:7'];
    const own = [`s:{${drawId()}}`, `t:{${drawId()}}`, 'u:{some user}', 'l:login-pair:x'];
    await server(2).ask(async (client) => {
      for (const key of [...foreign, ...own]) await client.set(key, '1', 'EX', 600);
    });
    expect(await refusalOf(adding(server(2)))).toMatch(/the node c holds sessions.*--force/);
    const { warnings } = await operator.plan(adding(server(2)));
    expect(warnings.join()).toMatch(/the node c holds sessions/);
    await operator.begin(adding(server(2)), { force: true });
    expect(await keysOf(server(2), '*')).toEqual([...foreign, 'ring'].sort());
    await operator.move(optionsOf());
  });

  it('refuses a node of another ring, unless it is told to take it', async () => {
    const another = await openRing(servers.slice(2));
    await another.close();
    expect(await refusalOf(adding(server(2)))).toMatch(
      /the node c belongs to another ring.*--force/,
    );
    await operator.begin(adding(server(2)), { force: true });
    expect(await operator.move(optionsOf())).toMatchObject({ epoch: 3 });
    expect((await operator.status()).nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it.each(['allkeys-lru', 'volatile-ttl'])(
    'refuses a node with %s, unless forced',
    async (policy) => {
      await server(2).ask((client) => client.config('SET', 'maxmemory-policy', policy));
      try {
        expect(await refusalOf(adding(server(2)))).toContain(`maxmemory-policy ${policy}`);
        await operator.begin(adding(server(2)), { force: true });
        await operator.move(optionsOf());
      } finally {
        await server(2).ask((client) => client.config('SET', 'maxmemory-policy', 'noeviction'));
      }
    },
  );

  it('says what a change moves, and about how much, without touching a key', async () => {
    await createSessions(ring, 400);
    const before = await Promise.all(servers.map((one) => keysOf(one, '*')));
    const plan = await operator.plan(adding(server(2), 'c', 2));
    expect(plan).toMatchObject({ epoch: 2, warnings: [] });
    expect(plan.shares.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(plan.shares.map(({ before: share }) => Math.round(share * 100))).toEqual([50, 50, 0]);
    expect(plan.shares.map(({ after }) => Math.round(after * 100))).toEqual([25, 25, 50]);
    expect(plan.flows.map(({ src, dst }) => `${src}>${dst}`)).toEqual(['a>c', 'b>c']);
    expect(plan.records).toBeGreaterThan(190);
    expect(plan.records).toBeLessThan(210);
    expect(await Promise.all(servers.map((one) => keysOf(one, '*')))).toEqual(before);
    expect((await ring.node('a').ring.readTopology())?.epoch).toBe(1);
  });

  it('says who owns an id and where its record is', async () => {
    const [session] = await createSessions(ring, 1);
    const id = session?.id ?? '';
    const owner = ring.placement.ring.owner(id);
    expect(await operator.where(id)).toEqual({
      id,
      owner,
      ownerBefore: owner,
      foundOn: [owner],
      unreachable: [],
    });
    expect(await operator.where('any text')).toMatchObject({ foundOn: [] });
    server(1).pause();
    try {
      expect(await operator.where(id)).toMatchObject({ unreachable: ['b'] });
    } finally {
      server(1).resume();
    }
  });

  it('tells how the ring is, and how far it has moved', async () => {
    await createSessions(ring, 200);
    expect(await operator.status()).toMatchObject({
      epoch: 1,
      state: 'STABLE',
      progress: undefined,
    });
    await operator.begin(adding(server(2)), { force: false });
    const moving = new AbortController();
    const options = optionsOf({ ratePerSecond: 20, signal: moving.signal });
    const ended = operator.move(options).catch((error: unknown) => error);
    await waitFor('it has begun', async () => (await operator.status()).progress !== undefined);
    expect(await operator.status()).toMatchObject({ epoch: 2, state: 'MOVING' });
    moving.abort(new Error('enough'));
    expect(await ended).toBe(moving.signal.reason);
    await operator.move(optionsOf());
  });

  it('has nothing to go on with in a stable ring', async () => {
    await expect(operator.move(optionsOf())).rejects.toThrow(
      new RingRefusal('the ring is stable (epoch 1): there is nothing to go on with'),
    );
  });

  it('makes no ring', async () => {
    await expect(operatorOf([server(2), server(3)])).rejects.toThrow(
      /\(a, b\) belongs to a ring yet; start a gateway with them first/,
    );
    await expect(operatorOf([{ url: 'redis://127.0.0.1:1' }])).rejects.toThrow(
      /a did not answer.*bring them back, or correct RINGGATE_NODES/,
    );
    expect(await keysOf(server(2), '*')).toEqual([]);
  });

  it('cannot see a ring of memory nodes', async () => {
    const nodes = [{ id: 'a', weight: 1, kind: 'memory', url: undefined } as const];
    await expect(
      RingOperator.open({ nodes, credentials: noCredentials }, silentLog),
    ).rejects.toThrow('a ring of memory nodes lives in one process');
  });

  it('refuses nodes of different rings, and a password that is wrong', async () => {
    const another = await openRing([server(3)]);
    await another.close();
    const [a, b] = configsOf([server(0), server(3)]);
    if (!a || !b) throw new Error('Two nodes were asked for');
    const open = RingOperator.open({ nodes: [a, b], credentials: noCredentials }, silentLog);
    await expect(open).rejects.toThrow(/belong to different rings/);
    expect(firstTopology([{ ...a, url: 'redis://x' }]).ringId).not.toBe(
      ring.placement.topology.ringId,
    );
    const signedIn = operatorOf([server(0)], { username: 'nobody', password: 'wrong-one' });
    const error: unknown = await signedIn.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RingRefusal);
    expect(String(error)).toMatch(/refuses access: WRONGPASS/);
    expect(String(error)).not.toContain('wrong-one');
  });

  it('is of no ring that has one database as two nodes: a gateway does not start with it', async () => {
    for (const one of servers) await one.ask((client) => client.flushall());
    // Two names of one place, which no list shows to be one.
    const twins = [server(0), { url: server(0).url.replace('127.0.0.1', 'localhost') }];
    await expect(openRing(twins)).rejects.toThrow(
      'the server that is to be the node b is the node a of this ring; correct the addresses in RINGGATE_NODES',
    );
  });
});
