import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { begun } from '../../../../src/ring/ring-change.ts';
import { Placement } from '../../../../src/ring/placement.ts';
import { SessionError } from '../../../../src/session/session-error.ts';
import type { Session, SessionParts } from '../../../../src/session/session.ts';
import type {
  LoadOutcome,
  SessionDraft,
  SessionProof,
} from '../../../../src/session/session-store.ts';
import { MemorySessionNode } from '../../../../src/store/memory/memory-session-node.ts';
import { RingSessionStore } from '../../../../src/store/ring-session-store.ts';
import type { AtNode, Visit } from '../../../../src/store/session-steps.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { firstTopologyOf, placeOf, RingOfNodes } from '../../../support/ring-of-nodes.ts';
import {
  changed,
  draftOf,
  loaded,
  loginOf,
  sessionOf,
  setOf,
} from '../../../support/session-fixtures.ts';

const stable = firstTopologyOf([{ id: 'a' }]);
const moving = begun(
  stable,
  { kind: 'add', node: { id: 'b', weight: 3, url: placeOf('b') } },
  'growing',
);
const placement = new Placement(moving);
const { fence } = placement;
const unavailable = { name: 'SessionError', code: 'SESSION_STORE_UNAVAILABLE' };

/** A memory node that counts what it is asked for, and has something happen right before some of it. */
class WatchedNode extends MemorySessionNode {
  readonly asked: string[] = [];
  before: Readonly<Record<string, () => Promise<unknown> | undefined>> = {};
  isAway = false;

  constructor(id: string, clock: ManualClock) {
    super(id, clock);
    const { moves, ring } = this;
    const exportRecord = moves.exportRecord.bind(moves);
    const removeRecord = moves.removeRecord.bind(moves);
    const install = ring.install.bind(ring);
    moves.exportRecord = async (...args) => {
      await this.#ask('export');
      return exportRecord(...args);
    };
    moves.removeRecord = async (...args) => {
      await this.#ask('remove');
      await removeRecord(...args);
    };
    ring.install = async (...args) => {
      await this.#ask('install');
      return install(...args);
    };
  }

  override async load(
    proof: SessionProof,
    parts: SessionParts,
    visit: Visit,
  ): Promise<AtNode<LoadOutcome>> {
    await this.#ask(visit.delivery === undefined ? 'load' : 'deliver');
    return super.load(proof, parts, visit);
  }

  override async list(
    userId: string,
    parts: SessionParts,
    callersFence: string,
  ): Promise<readonly Session[]> {
    await this.#ask('list');
    return super.list(userId, parts, callersFence);
  }

  async #ask(what: string): Promise<void> {
    this.asked.push(what);
    if (this.isAway) throw new SessionError('SESSION_STORE_UNAVAILABLE', 'away');
    await this.before[what]?.();
  }
}

/** An act for the first time only. */
function once(act: () => Promise<unknown>): () => Promise<unknown> | undefined {
  let isDone = false;
  return () => {
    if (isDone) return undefined;
    isDone = true;
    return act();
  };
}

describe('a store whose ring is moving', () => {
  let clock: ManualClock;
  let a: WatchedNode;
  let b: WatchedNode;
  let ring: RingOfNodes;
  let store: RingSessionStore;

  beforeEach(async () => {
    clock = new ManualClock();
    a = new WatchedNode('a', clock);
    b = new WatchedNode('b', clock);
    ring = new RingOfNodes([a, b], moving);
    await a.ring.install(moving);
    await b.ring.install(moving);
    store = new RingSessionStore(ring);
    a.asked.length = b.asked.length = 0;
  });

  afterEach(async () => {
    await Promise.all([a.close(), b.close()]);
  });

  /** A session on `a` that belongs to `b` now. */
  async function left(changes: Partial<SessionDraft> = {}): Promise<SessionDraft> {
    let draft = draftOf(changes);
    while (placement.owners(draft.id).src === undefined) draft = draftOf(changes);
    sessionOf(await a.create(draft, fence));
    return draft;
  }

  async function bringOver(id: string): Promise<void> {
    const outcome = await a.moves.exportRecord(id, fence);
    if (outcome.state !== 'copied') throw new Error(`The record is ${outcome.state}`);
    await b.moves.importRecord({ copy: outcome.copy, missedAt: clock.now() }, fence);
    await a.moves.removeRecord(id, outcome.copy.userId, fence);
  }

  it('brings a session to its owner with the first command, and asks the owner alone from then on', async () => {
    const draft = await left();
    await loaded(store, draft);
    expect([a.asked, b.asked]).toEqual([
      ['export', 'remove'],
      ['load', 'deliver'],
    ]);
    await loaded(store, draft);
    expect([a.asked.length, b.asked.length]).toEqual([2, 3]);
    expect([await a.countSessions(), await b.countSessions()]).toEqual([0, 1]);
  });

  it('asks one node once for a session that does not move', async () => {
    let draft = draftOf();
    while (placement.owners(draft.id).src !== undefined) draft = draftOf();
    await store.create(draft);
    await loaded(store, draft);
    expect([a.asked, b.asked]).toEqual([['load'], []]);
  });

  it('finds a session that a mover brought over between its two looks', async () => {
    const draft = await left();
    a.before = { export: once(() => bringOver(draft.id)) };
    await loaded(store, draft);
    expect(b.asked).toEqual(['load', 'load']);
  });

  it('answers gone only after it has looked at the owner twice', async () => {
    let draft = draftOf();
    while (placement.owners(draft.id).src === undefined) draft = draftOf();
    expect(await store.load(draft, 'all')).toEqual({ state: 'gone' });
    expect([a.asked, b.asked]).toEqual([['export'], ['load', 'load']]);
  });

  it('begins anew when its delivery came too late', async () => {
    const draft = await left();
    a.before = {
      export: once(() => {
        clock.advance(2_001);
        return Promise.resolve();
      }),
    };
    await loaded(store, draft);
    expect(b.asked).toEqual(['load', 'deliver', 'load', 'deliver']);
  });

  it('keeps what another gateway wrote while its own copy was under way', async () => {
    const draft = await left();
    const elsewhere = new RingSessionStore(new RingOfNodes([a, b], moving));
    b.before = { deliver: once(() => changed(elsewhere, draft, setOf(['x', '1']))) };
    const session = await loaded(store, draft);
    expect(session.values?.get('x')).toBe('1');
  });

  it('answers though it cannot delete what is left behind', async () => {
    const draft = await left();
    a.before = { remove: () => Promise.reject(new SessionError('SESSION_STORE_UNAVAILABLE', '')) };
    await loaded(store, draft);
    const { id, secretHash } = draft;
    const end = store.end(id, { by: 'secret', secretHash, userId: undefined });
    expect(await end).toEqual({ state: 'done' });
    expect(await a.countSessions()).toBe(1);
    expect(await store.load(draft, 'all')).toEqual({ state: 'ended' });
  });

  it('deletes what is left behind when it ends a session that is with its owner', async () => {
    const draft = await left();
    a.before = {
      remove: once(() => Promise.reject(new SessionError('SESSION_STORE_UNAVAILABLE', ''))),
    };
    await loaded(store, draft);
    const { id, secretHash } = draft;
    await store.end(id, { by: 'secret', secretHash, userId: undefined });
    expect(await a.countSessions()).toBe(0);
  });

  it('is unavailable for a session whose node of before does not answer (I4)', async () => {
    const draft = await left();
    a.isAway = true;
    await expect(store.load(draft, 'all')).rejects.toMatchObject(unavailable);
  });

  it('creates no session while its node of before may be written by an older topology', async () => {
    let draft = draftOf();
    while (placement.owners(draft.id).src === undefined) draft = draftOf();
    a.isAway = true;
    await expect(store.create(draft)).rejects.toMatchObject(unavailable);
    expect(await b.countSessions()).toBe(0);
  });

  it('says that a session was ended which was so before the ring moved', async () => {
    const draft = await left();
    const { id, secretHash } = draft;
    await a.end(id, { by: 'secret', secretHash, userId: undefined }, { fence });
    expect(await store.load(draft, 'all')).toEqual({ state: 'ended' });
  });

  it('lists a session that moves while the nodes are asked', async () => {
    const login = loginOf();
    const drafts = await Promise.all(Array.from({ length: 5 }, () => left({ login })));
    // `b` has answered by then, and the session leaves `a` before that one does.
    a.before = {
      list: once(async () => {
        for (const { id } of drafts) await bringOver(id);
      }),
    };
    const { sessions, unreachable } = await store.list(login.userId, 'metadata');
    expect(sessions.map(({ id }) => id).sort()).toEqual(drafts.map(({ id }) => id).sort());
    expect(unreachable).toEqual([]);
  });

  it('lists once a session that is on both nodes, as its owner has it', async () => {
    const login = loginOf();
    const draft = await left({ login });
    a.before = {
      remove: () => Promise.reject(new SessionError('SESSION_STORE_UNAVAILABLE', '')),
      // Its answer comes last.
      list: () => new Promise((resolve) => setImmediate(resolve)),
    };
    await changed(store, draft, setOf(['x', '1']));
    const { sessions } = await store.list(login.userId, 'all');
    expect(sessions.map(({ version }) => version)).toEqual([2]);
  });

  it('leaves out what a node has that does not own it, before or now', async () => {
    const login = loginOf();
    let draft = draftOf({ login });
    while (placement.owners(draft.id).dst !== 'a') draft = draftOf({ login });
    await b.create(draft, fence);
    expect((await store.list(login.userId, 'all')).sessions).toEqual([]);
  });

  it('gives up when nodes go on changing their topology under it', async () => {
    const draft = await left();
    let epoch = moving.epoch;
    const change = (): Promise<unknown> =>
      b.ring.install({ ...moving, epoch: ++epoch, changeId: `change-${epoch}` });
    b.before = { load: change };
    await expect(store.load(draft, 'all')).rejects.toMatchObject(unavailable);
    expect(b.asked.filter((what) => what === 'load').length).toBeLessThanOrEqual(10);
  });
});
