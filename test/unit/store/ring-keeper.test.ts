import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fenceOf, type Placement } from '../../../src/ring/placement.ts';
import { begun, firstTopology, settled } from '../../../src/ring/ring-change.ts';
import type { Topology } from '../../../src/ring/topology.ts';
import { RingKeeper } from '../../../src/store/ring-keeper.ts';
import { FencedOut } from '../../../src/store/fenced-out.ts';
import {
  LogInHand,
  NodesInHand,
  type NodeInHand,
  type PoolInHand,
} from '../../support/nodes-in-hand.ts';
import { waitFor } from '../../support/wait-for.ts';

const places = ['a', 'b', 'c', 'd'].map((id) => ({ id, weight: 1, url: `redis://${id}:6379` }));
const [a, b, c, d] = places as [Place, Place, Place, Place];
type Place = (typeof places)[number];

const first = firstTopology([a, b, c]);
const adding = begun(first, { kind: 'add', node: d }, 'adding');
const added = settled(adding, 'added');
const removing = begun(added, { kind: 'remove', id: 'a' }, 'removing');
const unavailable = { name: 'SessionError', code: 'SESSION_STORE_UNAVAILABLE' };

describe('a keeper of a ring', () => {
  let nodes: NodesInHand;
  let log: LogInHand;
  let pool: PoolInHand;
  let keepers: RingKeeper[];

  beforeEach(() => {
    nodes = new NodesInHand();
    log = new LogInHand();
    keepers = [];
  });

  afterEach(async () => {
    jest.useRealTimers();
    await Promise.all(keepers.map((keeper) => keeper.close()));
    await nodes.close();
  });

  async function open(topology: Topology, isProvisional = false): Promise<RingKeeper> {
    pool = nodes.pool();
    const keeper = await RingKeeper.open({ nodes: pool, topology, isProvisional, log });
    keepers.push(keeper);
    return keeper;
  }

  /** That has its topology on all members. */
  async function started(topology = first): Promise<RingKeeper> {
    const keeper = await open(topology);
    await keeper.install();
    return keeper;
  }

  async function epochOn(id: string): Promise<number | undefined> {
    return (await nodes.at(id).ring.readTopology())?.epoch;
  }

  describe('that begins', () => {
    it('writes nothing until it is to install', async () => {
      const keeper = await open(first);
      expect(keeper.placement.topology).toEqual(first);
      expect(keeper.node('a')).toBe(nodes.at('a'));
      expect(await epochOn('a')).toBeUndefined();
      await keeper.install();
      expect(await Promise.all(['a', 'b', 'c', 'd'].map(epochOn))).toEqual([1, 1, 1, undefined]);
    });

    it('closes nodes that are open and no members', async () => {
      const others = nodes.pool();
      await others.open(d);
      keepers.push(
        await RingKeeper.open({ nodes: others, topology: first, isProvisional: false, log }),
      );
      expect([...others.opened]).toEqual(['a', 'b', 'c']);
    });

    it('goes by the newer topology that a member has, and its members', async () => {
      await nodes.at('b').ring.install(adding);
      const keeper = await started();
      expect(keeper.placement.topology).toEqual(adding);
      expect(await Promise.all(['a', 'b', 'c', 'd'].map(epochOn))).toEqual([2, 2, 2, 2]);
    });

    it('agrees with another that begins at once', async () => {
      const [one, other] = [await open(first, true), await open(first, true)];
      await Promise.all([one.install(), other.install()]);
      expect(one.placement.fence).toBe(other.placement.fence);
      expect(log.errors).toEqual([]);
    });

    it('gives its own first topology up for the ring that it meets on the first node, and writes nowhere else', async () => {
      const theirs = firstTopology([a, d]);
      await nodes.at('a').ring.install(theirs);
      const keeper = await open(firstTopology([a, b, c]), true);
      await keeper.install();
      expect(keeper.placement.topology).toEqual(theirs);
      expect(await epochOn('b')).toBeUndefined();
      expect(keeper.node('d')).toBe(nodes.at('d'));
    });

    it('refuses to begin when nodes belong to different rings', async () => {
      await nodes.at('c').ring.install(firstTopology([c, d]));
      const keeper = await open(first, true);
      await expect(keeper.install()).rejects.toMatchObject({
        code: 'RINGS_DIFFER',
        message: expect.stringMatching(/different rings: .* on c\b/) as unknown,
      });
    });

    it('begins while all nodes are down, and goes by what it finds there later', async () => {
      for (const id of ['a', 'b', 'c', 'd']) nodes.takeDown(id);
      const keeper = await open(firstTopology([a, b]), true);
      await keeper.install();
      nodes.at('b').status = 'UP';
      await nodes.at('b').ring.install(adding);
      nodes.bringUp('b');
      await waitFor('it is adopted', () => keeper.placement.fence === fenceOf(adding));
      expect(keeper.node('d')).toBe(nodes.at('d'));
      expect(log.errors).toEqual([]);
    });
  });

  describe('that hears of a topology', () => {
    it('installs a newer one on every member first, then goes by it', async () => {
      const keeper = await started();
      const open = close(nodes.at('d'));
      const seen: Placement[] = [];
      keeper.onChange((placement) => seen.push(placement));
      const adopted = keeper.adopt(adding);
      await waitFor('d is asked', () => nodes.at('d').installs.length > 0);
      expect(keeper.placement.epoch).toBe(1);
      expect(seen).toEqual([]);
      open();
      await adopted;
      expect(await Promise.all(['a', 'b', 'c', 'd'].map(epochOn))).toEqual([2, 2, 2, 2]);
      expect(seen).toEqual([keeper.placement]);
      expect(keeper.placement.topology).toEqual(adding);
    });

    it('ignores an older one and the one that it has', async () => {
      const keeper = await started(added);
      const listener = jest.fn();
      keeper.onChange(listener);
      await keeper.adopt(adding);
      await keeper.adopt(first);
      await keeper.adopt(added);
      expect(keeper.placement.topology).toEqual(added);
      expect(listener).not.toHaveBeenCalled();
    });

    it('goes by the newest of those that come at once', async () => {
      const keeper = await started();
      const seen: number[] = [];
      keeper.onChange(({ epoch }) => seen.push(epoch));
      await Promise.all([adding, removing, added, first].map((each) => keeper.adopt(each)));
      expect(keeper.placement.topology).toEqual(removing);
      expect(seen).toEqual([2, 4]);
    });

    it('goes by the newer one that a member has meanwhile', async () => {
      const keeper = await started();
      await nodes.at('c').ring.install(added);
      await keeper.adopt(adding);
      expect(keeper.placement.topology).toEqual(added);
    });

    it('refuses another change of the same epoch, and says so once', async () => {
      const keeper = await started(adding);
      const split = begun(first, { kind: 'remove', id: 'c' }, 'another');
      await keeper.adopt(split, 'b');
      await keeper.adopt(split, 'b');
      expect(keeper.placement.topology).toEqual(adding);
      expect(log.errors).toEqual([
        expect.stringMatching(/two changes of epoch 2: .*another on b.*Decide which one holds/),
      ]);
    });

    it('refuses another ring, and says so once', async () => {
      const keeper = await started();
      const foreign = settled(begun(firstTopology([a, b]), { kind: 'add', node: d }, 'x'), 'y');
      await keeper.adopt(foreign, 'b');
      await keeper.adopt(foreign, 'b');
      expect(keeper.placement.topology).toEqual(first);
      expect(log.errors).toEqual([expect.stringMatching(/different rings/)]);
    });

    it('stays with the newest of those that come at once while no node answers', async () => {
      const keeper = await started();
      for (const id of ['a', 'b', 'c', 'd']) nodes.takeDown(id);
      await Promise.all([removing, added].map((each) => keeper.adopt(each)));
      expect(keeper.placement.topology).toEqual(removing);
    });

    it('closes a node that is no member any more after a while, and finds it until then', async () => {
      const keeper = await started(removing);
      jest.useFakeTimers();
      const node = keeper.node('a');
      await keeper.adopt(settled(removing, 'removed'));
      expect(keeper.node('a')).toBe(node);
      expect(pool.opened.has('a')).toBe(true);
      await jest.advanceTimersByTimeAsync(10_000);
      expect(pool.opened.has('a')).toBe(false);
      expect(() => keeper.node('a')).toThrow(RangeError);
    });

    it('keeps a node open that is a member again by then', async () => {
      const keeper = await started(removing);
      jest.useFakeTimers();
      const removed = settled(removing, 'removed');
      await keeper.adopt(removed);
      await keeper.adopt(begun(removed, { kind: 'add', node: a }, 'again'));
      await jest.advanceTimersByTimeAsync(10_000);
      expect(pool.opened.has('a')).toBe(true);
      expect(keeper.node('a')).toBe(nodes.at('a'));
    });

    it('closes no node that comes to be a member again while the topology is taken over', async () => {
      const keeper = await started(removing);
      jest.useFakeTimers();
      const removed = settled(removing, 'removed');
      await keeper.adopt(removed);
      const answer = close(nodes.at('b'));
      const adopted = keeper.adopt(begun(removed, { kind: 'add', node: a }, 'again'));
      await jest.advanceTimersByTimeAsync(10_000);
      answer();
      await adopted;
      await jest.advanceTimersByTimeAsync(10_000);
      expect(pool.opened.has('a')).toBe(true);
      expect(keeper.node('a')).toBe(nodes.at('a'));
    });

    it('gives a node its time again that leaves a second time', async () => {
      const keeper = await started(removing);
      jest.useFakeTimers();
      const removed = settled(removing, 'removed');
      await keeper.adopt(removed);
      await jest.advanceTimersByTimeAsync(4_000);
      const again = begun(removed, { kind: 'add', node: a }, 'again');
      await keeper.adopt(again);
      const there = settled(again, 'there again');
      await keeper.adopt(there);
      const leaving = begun(there, { kind: 'remove', id: 'a' }, 'leaving');
      await keeper.adopt(leaving);
      await keeper.adopt(settled(leaving, 'gone'));
      await jest.advanceTimersByTimeAsync(4_000);
      expect(pool.opened.has('a')).toBe(true);
      await jest.advanceTimersByTimeAsync(1_001);
      expect(pool.opened.has('a')).toBe(false);
      expect(jest.getTimerCount()).toBe(0);
    });

    it('tells nobody of what it had already', async () => {
      const keeper = await open(first);
      const listener = jest.fn();
      keeper.onChange(listener);
      await keeper.install();
      expect(listener).not.toHaveBeenCalled();
    });

    it('tells no listener that does not want to hear any more', async () => {
      const keeper = await started();
      const listener = jest.fn();
      keeper.onChange(listener)();
      await keeper.adopt(adding);
      expect(listener).not.toHaveBeenCalled();
    });
  });

  describe('with a node that is down', () => {
    it('adopts without it, and installs there when it is up', async () => {
      const keeper = await started();
      nodes.takeDown('b');
      await keeper.adopt(adding);
      expect(keeper.placement.topology).toEqual(adding);
      await expect(keeper.ensureInstalled('b')).rejects.toMatchObject(unavailable);
      nodes.bringUp('b');
      await waitFor('it is installed', async () => (await epochOn('b')) === 2);
      await keeper.ensureInstalled('b');
    });

    it('installs there what it goes by when it came up while that was installed elsewhere', async () => {
      const keeper = await started();
      nodes.takeDown('b');
      const open = close(nodes.at('d'));
      const adopted = keeper.adopt(adding);
      await waitFor('d is asked', () => nodes.at('d').installs.length > 0);
      nodes.bringUp('b');
      await waitFor('b is asked', () => nodes.at('b').installs.length > 1);
      open();
      await adopted;
      await waitFor('it is installed', async () => (await epochOn('b')) === 2);
    });

    it('does not take it for granted that a node that was away still has the topology', async () => {
      const keeper = await started();
      const { installs } = nodes.at('b');
      await keeper.ensureInstalled('b');
      expect(installs).toEqual([1]);
      nodes.takeDown('b');
      await expect(keeper.ensureInstalled('b')).rejects.toMatchObject(unavailable);
      nodes.bringUp('b');
      await keeper.ensureInstalled('b');
      expect(installs).toEqual([1, 1]);
    });

    it('does not count an answer from before it was away', async () => {
      const keeper = await open(first);
      const node = nodes.at('b');
      const answer = close(node);
      const installed = keeper.ensureInstalled('b');
      await waitFor('it is asked', () => node.installs.length === 1);
      pool.tell(node);
      answer();
      await installed;
      expect(node.installs.length).toBeGreaterThan(1);
    });
  });

  describe('that a node has refused', () => {
    it('goes by the newer topology of the node', async () => {
      const keeper = await started();
      await keeper.reconcile(new FencedOut('a', adding));
      expect(keeper.placement.topology).toEqual(adding);
      // By another request, which began before.
      await keeper.reconcile(new FencedOut('b', adding));
      await keeper.reconcile(new FencedOut('b', first));
    });

    it('installs its own where the node is behind', async () => {
      const keeper = await open(first);
      await Promise.all([1, 2, 3].map(() => keeper.reconcile(new FencedOut('b', undefined))));
      expect(await epochOn('b')).toBe(1);
    });

    it('asks the others before it installs its own, which may be older than what the node has lost', async () => {
      const keeper = await started();
      await nodes.at('a').ring.install(adding);
      await keeper.reconcile(new FencedOut('b', undefined));
      expect(keeper.placement.topology).toEqual(adding);
      expect(await epochOn('b')).toBe(adding.epoch);
    });

    it('leaves a node that has lost its topology without one until all have been asked', async () => {
      const keeper = await started();
      nodes.at('b').loseTopology();
      await nodes.at('c').ring.install(adding);
      const answer = close(nodes.at('c'));
      const looked = keeper.lookAgain();
      await waitFor('b has answered', () => nodes.at('b').reads > 0);
      await new Promise((resolve) => setImmediate(resolve));
      answer();
      await looked;
      expect(nodes.at('b').installs).toEqual([first.epoch, adding.epoch]);
    });

    it('goes by the newer one that is there by the time it would install its own', async () => {
      const keeper = await started();
      await nodes.at('c').ring.install(adding);
      await keeper.reconcile(new FencedOut('c', undefined));
      expect(keeper.placement.topology).toEqual(adding);
    });

    it('lets a step go again whose node is no member any more', async () => {
      const keeper = await started(settled(removing, 'removed'));
      await keeper.reconcile(new FencedOut('a', undefined));
      expect(await epochOn('a')).toBeUndefined();
    });

    it.each<[string, (keeper: RingKeeper) => Promise<void>]>([
      [
        'is down',
        (keeper) => {
          nodes.takeDown('b');
          return keeper.reconcile(new FencedOut('b', undefined));
        },
      ],
      [
        'has another change of the same epoch',
        (keeper) => keeper.reconcile(new FencedOut('b', { ...first, changeId: 'another' })),
      ],
      ['has another ring', (keeper) => keeper.reconcile(new FencedOut('b', firstTopology([b, c])))],
      [
        'got another ring meanwhile',
        async (keeper) => {
          await nodes.at('d').ring.install(firstTopology([b, d]));
          await keeper.adopt(adding);
          return keeper.reconcile(new FencedOut('d', undefined));
        },
      ],
    ])('says that the store is unavailable when the node %s', async (_what, refused) => {
      const keeper = await started();
      await expect(refused(keeper)).rejects.toMatchObject(unavailable);
    });
  });

  describe('that looks again', () => {
    it('goes by a newer topology that any member has', async () => {
      const keeper = await started();
      await nodes.at('c').ring.install(adding);
      await keeper.lookAgain();
      expect(keeper.placement.topology).toEqual(adding);
    });

    it('installs on a node that has no topology, or is behind', async () => {
      const keeper = await open(adding);
      await nodes.at('a').ring.install(first);
      await keeper.lookAgain();
      expect(await Promise.all(['a', 'b', 'c', 'd'].map(epochOn))).toEqual([2, 2, 2, 2]);
    });

    it('installs again on a node that has lost its topology without going down', async () => {
      const keeper = await started();
      nodes.at('b').loseTopology();
      await keeper.lookAgain();
      expect(await epochOn('b')).toBe(1);
    });

    it('leaves out nodes that are down, and keeps quiet about them', async () => {
      const keeper = await started();
      nodes.takeDown('a');
      await nodes.at('b').ring.install(adding);
      await keeper.lookAgain();
      expect(keeper.placement.topology).toEqual(adding);
      expect(nodes.at('a').reads).toBe(0);
      expect(log.errors).toEqual([]);
    });

    it('looks once more for those who asked while it was looking', async () => {
      const keeper = await started();
      await Promise.all([1, 2, 3].map(() => keeper.lookAgain()));
      expect(nodes.at('a').reads).toBe(2);
    });

    it('does so again and again when it is to, until it is closed', async () => {
      const keeper = await started();
      jest.useFakeTimers();
      keeper.pollEvery(5_000);
      await jest.advanceTimersByTimeAsync(14_000);
      expect(nodes.at('a').reads).toBe(2);
      await keeper.close();
      expect(jest.getTimerCount()).toBe(0);
    });

    it('opens a member again that refused it before', async () => {
      const keeper = await started();
      pool.faults.set('b', new Error('WRONGPASS'));
      pool.opened.clear();
      await keeper.lookAgain();
      expect([...pool.opened]).toEqual(['b']);
    });
  });

  it('lets a topology be taken over first when it is closed', async () => {
    const keeper = await started(removing);
    const answer = close(nodes.at('b'));
    const adopted = keeper.adopt(settled(removing, 'removed'));
    await waitFor('b is asked', () => nodes.at('b').installs.length > 1);
    jest.useFakeTimers();
    const closed = keeper.close();
    answer();
    await Promise.all([adopted, closed]);
    expect(pool.opened.size).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('closes its nodes, and does nothing afterwards', async () => {
    const keeper = await started();
    await keeper.close();
    expect(pool.opened.size).toBe(0);
    await keeper.adopt(adding);
    expect(pool.opened.size).toBe(0);
    expect(keeper.placement.epoch).toBe(1);
  });
});

/** Keeps a node from answering. @returns What lets it answer. */
function close(node: NodeInHand): () => void {
  let open = (): void => undefined;
  node.gate = new Promise((resolve) => {
    open = resolve;
  });
  return () => {
    open();
  };
}
