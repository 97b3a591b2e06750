import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HashRing } from '../../../src/ring/hash-ring.ts';
import { Placement } from '../../../src/ring/placement.ts';
import { MemorySessionNode } from '../../../src/store/memory/memory-session-node.ts';
import { RingSessionStore } from '../../../src/store/ring-session-store.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { created, draftOf, loginOf, rotationOf, updateOf } from '../../support/session-fixtures.ts';
import { firstTopologyOf, RingOfNodes } from '../../support/ring-of-nodes.ts';
import { SilentNode } from '../../support/silent-node.ts';

const ring = HashRing.create([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
const topology = firstTopologyOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
const { fence } = new Placement(topology);
const unavailable = { name: 'SessionError', code: 'SESSION_STORE_UNAVAILABLE' };

describe('a ring of nodes', () => {
  let clock: ManualClock;
  let a: MemorySessionNode;
  let b: MemorySessionNode;
  let c: MemorySessionNode;

  beforeEach(() => {
    clock = new ManualClock();
    [a, b, c] = [
      new MemorySessionNode('a', clock),
      new MemorySessionNode('b', clock),
      new MemorySessionNode('c', clock),
    ];
  });

  afterEach(async () => {
    await Promise.all([a.close(), b.close(), c.close()]);
  });

  it('keeps each session on the node that owns its id', async () => {
    const nodes = [a, b, c];
    const store = new RingSessionStore(new RingOfNodes(nodes));
    const owners = new Set<string>();
    for (let made = 0; made < 30; made++) {
      const draft = await created(store);
      owners.add(ring.owner(draft.id));
      for (const node of nodes) {
        await node.ring.install(topology);
        const state = node.id === ring.owner(draft.id) ? 'copied' : 'absent';
        expect((await node.moves.exportRecord(draft.id, fence)).state).toBe(state);
      }
    }
    expect(owners.size).toBe(3);
  });

  it('lists from all nodes', async () => {
    const nodes = [a, b, c];
    const store = new RingSessionStore(new RingOfNodes(nodes));
    const login = loginOf();
    for (let made = 0; made < 30; made++) await created(store, { login });
    const { sessions, unreachable } = await store.list(login.userId, 'metadata');
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(30);
    expect(unreachable).toEqual([]);
  });

  it('says which nodes did not answer, and lists from the others', async () => {
    const nodes = [a, new SilentNode('b'), c];
    const store = new RingSessionStore(new RingOfNodes(nodes));
    const login = loginOf();
    const drafts = Array.from({ length: 30 }, () => draftOf({ login }));
    const reachable = drafts.filter(({ id }) => ring.owner(id) !== 'b');
    for (const draft of reachable) await store.create(draft);
    const { sessions, unreachable } = await store.list(login.userId, 'metadata');
    expect(sessions.map(({ id }) => id).sort()).toEqual(reachable.map(({ id }) => id).sort());
    expect(unreachable).toEqual(['b']);
  });

  it('rejects what concerns a silent node, and asks no other one (I4)', async () => {
    const nodes = [a, new SilentNode('b'), c];
    const store = new RingSessionStore(new RingOfNodes(nodes));
    let draft = draftOf();
    while (ring.owner(draft.id) !== 'b') draft = draftOf();
    const { id, secretHash } = draft;
    const update = updateOf({ kind: 'delete', key: 'a' });
    await expect(store.create(draft)).rejects.toMatchObject(unavailable);
    await expect(store.load(draft, 'all')).rejects.toMatchObject(unavailable);
    await expect(store.peek(draft, 'all')).rejects.toMatchObject(unavailable);
    await expect(store.update(draft, update, 'all')).rejects.toMatchObject(unavailable);
    await expect(store.rotate(draft, rotationOf())).rejects.toMatchObject(unavailable);
    const end = store.end(id, { by: 'secret', secretHash, userId: undefined });
    await expect(end).rejects.toMatchObject(unavailable);
    await expect(store.listen(id, () => undefined)).rejects.toMatchObject(unavailable);
    expect((await a.countSessions()) + (await c.countSessions())).toBe(0);
  });
});
