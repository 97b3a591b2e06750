import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Placement } from '../../../src/ring/placement.ts';
import { begun, type RingChange } from '../../../src/ring/ring-change.ts';
import type { SessionDraft } from '../../../src/session/session-store.ts';
import { drawChangeId } from '../../../src/store/moving/settle-ring.ts';
import { MovingWork } from '../../../src/store/moving/moving-work.ts';
import { MoverService } from '../../../src/store/moving/mover-service.ts';
import type { MoveProgress } from '../../../src/store/operator/ring-operations.ts';
import type { RingOperator } from '../../../src/store/operator/ring-operator.ts';
import type { RingKeeper } from '../../../src/store/ring-keeper.ts';
import {
  assertNoKeyWithoutTtl,
  startRedisServers,
  type RedisServer,
} from '../../support/redis-server.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  adding,
  createSessions,
  keysOf,
  openRing,
  operatorOf,
  optionsOf,
  silentLog,
} from './ring-fixtures.ts';

describe('a change of a ring of Redis nodes', () => {
  let servers: RedisServer[] = [];
  let ring: RingKeeper;
  let operator: RingOperator;

  beforeEach(async () => {
    servers = await startRedisServers(3, { appendOnly: true });
    ring = await openRing(servers.slice(0, 2));
    operator = await operatorOf(servers.slice(0, 2));
  });

  afterEach(async () => {
    await operator.close();
    await ring.close();
    await Promise.all(servers.map((server) => server.stop()));
  });

  function at(id: string): RedisServer {
    const server = servers['abc'.indexOf(id)];
    if (!server) throw new Error(`There is no node ${id}`);
    return server;
  }

  async function change(what: RingChange): Promise<number> {
    const plan = await operator.begin(what, { force: false });
    const { moved, epoch } = await operator.move(optionsOf());
    expect(epoch).toBe(plan.epoch + 1);
    return moved;
  }

  /** Each record is on its owner alone, whole, with its user's index entry and a time to live. */
  async function expectWhole(drafts: readonly SessionDraft[]): Promise<void> {
    await ring.lookAgain();
    const { placement } = ring;
    expect(placement.isMoving).toBe(false);
    const expected = new Map<string, string[]>(['a', 'b', 'c'].map((id) => [id, []]));
    for (const { id } of drafts) expected.get(placement.ring.owner(id))?.push(`s:{${id}}`);
    for (const [id, keys] of expected) {
      expect(await keysOf(at(id), 's:*')).toEqual(keys.sort());
      await assertNoKeyWithoutTtl(at(id));
    }
    for (const { id, secretHash, values, login } of drafts) {
      const node = ring.node(placement.ring.owner(id));
      const loaded = await node.load({ id, secretHash }, 'all', { fence: placement.fence });
      expect(loaded).toMatchObject({ state: 'found', session: { values } });
      if (!login) continue;
      const listed = await node.list(login.userId, 'metadata', placement.fence);
      expect(listed.map((session) => session.id)).toEqual([id]);
    }
    for (const other of ['a', 'b', 'c']) {
      const users = await keysOf(at(other), 'u:*');
      const here = drafts.filter(({ id }) => placement.ring.owner(id) === other);
      expect(users).toEqual(
        here.flatMap(({ login }) => (login ? [`u:{${login.userId}}`] : [])).sort(),
      );
    }
  }

  it('moves to an added node what it comes to own, with index entries and times to live', async () => {
    const drafts = await createSessions(ring, 600);
    const moved = await change(adding(at('c')));
    expect(moved).toBe((await keysOf(at('c'), 's:*')).length);
    expect(moved).toBeGreaterThan(120);
    await expectWhole(drafts);
  });

  it('empties a removed node, which may be added again with another weight', async () => {
    const drafts = await createSessions(ring, 300);
    await change(adding(at('c')));
    await change({ kind: 'remove', id: 'c' });
    expect(await keysOf(at('c'), '[stu]:*')).toEqual([]);
    await expectWhole(drafts);
    await change(adding(at('c'), 'c', 3));
    await expectWhole(drafts);
    expect((await keysOf(at('c'), 's:*')).length).toBeGreaterThan(120);
  });

  it('gives a node that weighs more what it comes to own', async () => {
    const drafts = await createSessions(ring, 300);
    const before = (await keysOf(at('b'), 's:*')).length;
    const moved = await change({ kind: 'reweight', id: 'b', weight: 4 });
    expect((await keysOf(at('b'), 's:*')).length).toBe(before + moved);
    await expectWhole(drafts);
  });

  it('leaves keys of other programs alone, also those that begin like a record', async () => {
    const drafts = await createSessions(ring, 50);
    const strange = ['s:{short}', 's:{}', 's:{something longer than an id is}'];
    for (const key of strange) await at('a').ask((client) => client.set(key, 'x'));
    await change({ kind: 'remove', id: 'a' });
    expect(await keysOf(at('a'), 's:*')).toEqual([...strange].sort());
    await at('a').ask((client) => client.del(strange));
    await expectWhole(drafts);
  });

  it('goes on where it was broken off', async () => {
    const drafts = await createSessions(ring, 2_000);
    await operator.begin({ kind: 'remove', id: 'a' }, { force: false });
    const broken = new AbortController();
    const onProgress = ({ moved }: MoveProgress): void => {
      if (moved > 0) broken.abort(new Error('enough'));
    };
    const options = optionsOf({ ratePerSecond: 1_000, onProgress, signal: broken.signal });
    await expect(operator.move(options)).rejects.toThrow('enough');
    const left = (await keysOf(at('a'), 's:*')).length;
    expect(left).toBeGreaterThan(0);
    const next = await operatorOf([at('b')]);
    const { moved } = await next.move(optionsOf());
    expect(moved).toBeGreaterThan(left);
    await next.close();
    await expectWhole(drafts);
  });

  it('waits for a node that is away, says so, and goes on when it is back', async () => {
    const drafts = await createSessions(ring, 1_500);
    await operator.begin({ kind: 'remove', id: 'a' }, { force: false });
    const seen: MoveProgress[] = [];
    const onProgress = (progress: MoveProgress): unknown => seen.push(progress);
    const moving = operator.move(optionsOf({ ratePerSecond: 1_000, onProgress }));
    await waitFor('some have moved', () => (seen.at(-1)?.moved ?? 0) > 0);
    await at('a').kill();
    await waitFor('it waits for a', () => seen.at(-1)?.waitingFor.includes('a') === true);
    await at('a').restart();
    expect(await moving).toMatchObject({ epoch: 3 });
    await expectWhole(drafts);
  });

  it('is brought to its end by a gateway when its mover is gone', async () => {
    const drafts = await createSessions(ring, 1_000);
    await operator.begin({ kind: 'remove', id: 'a' }, { force: false });
    // As a mover that was killed leaves it: a lease that runs out.
    await ring.node('b').ring.takeLease('operator gone', 1_500);
    ring.pollEvery(100);
    const service = new MoverService({
      ring,
      log: silentLog,
      ratePerSecond: undefined,
      graceMs: 100,
    });
    service.start();
    await waitFor('the ring is stable', () => ring.placement.epoch === 3, 10_000);
    await service.stop();
    await expectWhole(drafts);
    // It is what the operator wanted, so the command that goes on says so.
    expect(await operator.move(optionsOf())).toMatchObject({ epoch: 3 });
  });

  it('goes on after its operator died right after it was decided', async () => {
    const drafts = await createSessions(ring, 300);
    const next = begun(ring.placement.topology, adding(at('c')), drawChangeId());
    expect(await ring.node('a').ring.install(next, ring.placement.fence)).toEqual({
      state: 'installed',
    });
    const another = await operatorOf([at('b'), at('a')]);
    expect(await another.status()).toMatchObject({ epoch: 2, state: 'MOVING' });
    expect(await another.move(optionsOf())).toMatchObject({ epoch: 3 });
    await another.close();
    await expectWhole(drafts);
  });

  it('comes out the same when two movers work at it at once', async () => {
    const drafts = await createSessions(ring, 1_000);
    await operator.begin(adding(at('c')), { force: false });
    await ring.lookAgain();
    const visits = (which: RingKeeper): MovingWork =>
      new MovingWork(which, which.placement, optionsOf());
    const second = await openRing(servers.slice(0, 2));
    await second.lookAgain();
    await Promise.all([visits(ring).run(), visits(second).run()]);
    expect(ring.placement.fence).toBe(second.placement.fence);
    await second.close();
    await expectWhole(drafts);
  });

  it('leaves no trace of what a node held without owning it', async () => {
    const drafts = await createSessions(ring, 100);
    const { placement } = ring;
    const stray = drafts.find(({ id }) => placement.ring.owner(id) === 'a');
    if (!stray) throw new Error('No session is on a');
    // As an old snapshot of b would bring it back.
    const older = { ...stray, values: new Map([['number', '"old"']]), login: undefined };
    await ring.node('b').create(older, placement.fence);
    await change({ kind: 'remove', id: 'a' });
    await expectWhole(drafts);
  });

  it('keeps no credentials in its document', async () => {
    const secret = 'a-secret-of-the-operator';
    await at('c').ask((client) => client.config('SET', 'requirepass', secret));
    const entry = { id: 'c', weight: 1, kind: 'redis' } as const;
    const url = `redis://:${secret}@127.0.0.1:${at('c').port}`;
    await operator.close();
    const { RingOperator: Operator } = await import('../../../src/store/operator/ring-operator.ts');
    const nodes = [
      { id: 'a', weight: 1, kind: 'redis', url: at('a').url } as const,
      { ...entry, url },
    ];
    const credentials = { username: undefined, password: undefined };
    operator = await Operator.open({ nodes, credentials }, silentLog);
    await change(adding(at('c')));
    const documents = await Promise.all(
      ['a', 'b'].map((id) => at(id).ask((client) => client.hgetall('ring'))),
    );
    expect(JSON.stringify(documents)).not.toContain(secret);
    const document = documents[0]?.['document'] ?? '{}';
    expect(new Placement(JSON.parse(document) as never).members.map(({ id }) => id)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});
