import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Placement } from '../../../src/ring/placement.ts';
import type { Topology, TopologyNode } from '../../../src/ring/topology.ts';
import { RingStatus } from '../../../src/store/ring-status.ts';
import { FencedOut } from '../../../src/store/fenced-out.ts';
import type { Checkpoint, RingMemory } from '../../../src/store/ring-memory.ts';
import type { SessionNode } from '../../../src/store/session-node.ts';
import { RingOfNodes } from '../../support/ring-of-nodes.ts';
import { SilentNode, silentRingMemory } from '../../support/silent-node.ts';

const members = { a: nodeOf('a', 15, 400), b: nodeOf('b', 20, 500), c: nodeOf('c', 10, 300) };
const stable: Topology = {
  ringId: 'ring',
  epoch: 4,
  changeId: 'four',
  nodes: [members.a, members.b, members.c],
};
/** `c` is being removed, and `a` has another weight. */
const heavierA = nodeOf('a', 30, 800);
const moving: Topology = {
  ringId: 'ring',
  epoch: 5,
  changeId: 'five',
  nodes: [heavierA, members.b],
  from: stable.nodes,
};

const checkpoint: Checkpoint = {
  cursor: '17',
  emptyPasses: 0,
  foundInPass: true,
  scanned: 100,
  moved: 40,
  total: 1_000,
  startedAt: 5_000,
};

describe('the status of a ring', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('tells of every node in the order of their ids, also of those that do not answer', async () => {
    const status = statusOf(stable, new TellingNode('b', { sessions: 7 }), new SilentNode('c'));
    const shares = new Placement(stable).ring.shares();
    expect({ epoch: status.epoch, state: status.state }).toEqual({ epoch: 4, state: 'STABLE' });
    expect(await status.nodes()).toEqual([
      {
        id: 'a',
        kind: 'telling',
        status: 'UP',
        weight: 15,
        points: 400,
        share: shares.get('a'),
        sessions: 0,
        latencyMs: 1,
      },
      {
        id: 'b',
        kind: 'telling',
        status: 'UP',
        weight: 20,
        points: 500,
        share: shares.get('b'),
        sessions: 7,
        latencyMs: 1,
      },
      {
        id: 'c',
        kind: 'silent',
        status: 'DOWN',
        weight: 10,
        points: 300,
        share: shares.get('c'),
        sessions: undefined,
        latencyMs: undefined,
      },
    ]);
  });

  it('shows a node that is being removed with its weight of before, and with nothing of the ring', async () => {
    const status = statusOf(moving, new TellingNode('c', { sessions: 12 }));
    const shares = new Placement(moving).ring.shares();
    expect(status.state).toBe('MOVING');
    expect(
      (await status.nodes()).map(({ id, weight, points, share, sessions }) => {
        return { id, weight, points, share, sessions };
      }),
    ).toEqual([
      { id: 'a', weight: 30, points: 800, share: shares.get('a'), sessions: 0 },
      { id: 'b', weight: 20, points: 500, share: shares.get('b'), sessions: 0 },
      { id: 'c', weight: 10, points: 0, share: 0, sessions: 12 },
    ]);
  });

  it.each([stable, moving])(
    'tells of the node that owns a key (epoch $epoch)',
    async (topology) => {
      const status = statusOf(topology, new SilentNode('b'));
      for (const key of ['', 'one', 'two', 'three', '四']) {
        const { id, status: state } = await status.owner(key);
        expect(id).toBe(new Placement(topology).owners(key).dst);
        expect(state).toBe(id === 'b' ? 'DOWN' : 'UP');
      }
    },
  );

  it('follows the ring', async () => {
    const ring = ringOf(stable);
    const status = new RingStatus(ring);
    await ring.adopt(moving);
    expect({ epoch: status.epoch, state: status.state }).toEqual({ epoch: 5, state: 'MOVING' });
  });

  it('says what it knows without asking', () => {
    expect(statusOf(moving, new SilentNode('c')).states()).toEqual([
      { id: 'a', status: 'UP' },
      { id: 'b', status: 'UP' },
      { id: 'c', status: 'DOWN' },
    ]);
  });

  it('knows the breaker of each node', () => {
    expect(statusOf(stable, new SilentNode('c')).breakers().get('c')).toBe('open');
  });

  it('waits for no node longer than a second', async () => {
    jest.useFakeTimers();
    const status = statusOf(moving, new HangingNode('c'));
    const nodes = status.nodes();
    const progress = status.progress();
    await jest.advanceTimersByTimeAsync(1_000);
    expect((await nodes).map(({ status: state }) => state)).toEqual(['UP', 'UP', 'DOWN']);
    expect(await progress).toBeUndefined();
  });

  it('refuses a ring with a node that is not open', async () => {
    const ring = new RingOfNodes([new TellingNode('a')], stable);
    await expect(new RingStatus(ring).nodes()).rejects.toThrow(RangeError);
  });

  describe('of moving', () => {
    const later = { ...checkpoint, scanned: 20, moved: 5, total: 30, startedAt: 6_000 };

    it('is the sum of what is written down on the nodes that records leave', async () => {
      const a = new TellingNode('a', { checkpoint: later });
      const c = new TellingNode('c', { checkpoint });
      expect(await statusOf(moving, a, c).progress()).toEqual({
        scanned: 120,
        moved: 45,
        total: 1_030,
        startedAt: 5_000,
      });
      expect([a.fences, c.fences]).toEqual([['5 five'], ['5 five']]);
    });

    it('leaves out a node that does not answer, and one that has gone on', async () => {
      const a = new TellingNode('a', { checkpoint: later });
      const fenced = new FencedNode('b');
      expect(await statusOf(moving, a, fenced, new SilentNode('c')).progress()).toEqual({
        scanned: 20,
        moved: 5,
        total: 30,
        startedAt: 6_000,
      });
    });

    it('is absent until a mover has begun', async () => {
      expect(await statusOf(moving).progress()).toBeUndefined();
    });

    it('is absent in a stable ring, whatever is written down', async () => {
      const a = new TellingNode('a', { checkpoint });
      expect(await statusOf(stable, a).progress()).toBeUndefined();
      expect(a.fences).toEqual([]);
    });

    it('is an error when a node fails in another way', async () => {
      class FailingNode extends SilentNode {
        override readonly ring = {
          ...silentRingMemory,
          readCheckpoint: () => Promise.reject(new TypeError('a fault of the program')),
        };
      }
      await expect(statusOf(moving, new FailingNode('c')).progress()).rejects.toThrow(TypeError);
    });
  });
});

/** Answers at once, and remembers by which fences it was asked. */
class TellingNode extends SilentNode {
  override readonly kind = 'telling';
  override readonly status = 'UP';
  override readonly ring: RingMemory = {
    ...silentRingMemory,
    readCheckpoint: (fence) => {
      this.fences.push(fence);
      return Promise.resolve(this.#checkpoint);
    },
  };
  readonly fences: string[] = [];
  readonly #sessions: number;
  readonly #checkpoint: Checkpoint | undefined;

  constructor(id: string, told: { sessions?: number; checkpoint?: Checkpoint } = {}) {
    super(id);
    this.#sessions = told.sessions ?? 0;
    this.#checkpoint = told.checkpoint;
  }

  override ping(): Promise<number> {
    return Promise.resolve(1);
  }

  override countSessions(): Promise<number> {
    return Promise.resolve(this.#sessions);
  }
}

class FencedNode extends SilentNode {
  override readonly ring = {
    ...silentRingMemory,
    readCheckpoint: () => Promise.reject(new FencedOut(this.id, undefined)),
  };
}

class HangingNode extends SilentNode {
  override readonly ring = {
    ...silentRingMemory,
    readCheckpoint: () => new Promise<never>(() => undefined),
  };

  override ping(): Promise<never> {
    return new Promise(() => undefined);
  }
}

function nodeOf(id: string, weight: number, points: number): TopologyNode {
  return { id, weight, points, url: `redis://${id}:6379` };
}

function statusOf(topology: Topology, ...nodes: readonly SessionNode[]): RingStatus {
  return new RingStatus(ringOf(topology, ...nodes));
}

/** @param nodes Those that are not to answer everything at once. */
function ringOf(topology: Topology, ...nodes: readonly SessionNode[]): RingOfNodes {
  const others = Object.keys(members)
    .filter((id) => nodes.every((node) => node.id !== id))
    .map((id) => new TellingNode(id));
  return new RingOfNodes([...nodes, ...others], topology);
}
