import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HashRing } from '../../../src/ring/hash-ring.ts';
import { MemorySessionNode } from '../../../src/store/memory/memory-session-node.ts';
import { RingStatus } from '../../../src/store/ring-status.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { created } from '../../support/session-fixtures.ts';
import { SilentNode } from '../../support/silent-node.ts';

const ring = HashRing.create([
  { id: 'b', weight: 20 },
  { id: 'a', weight: 15 },
  { id: 'c', weight: 10 },
]);

describe('the status of a ring', () => {
  let a: MemorySessionNode;
  let b: MemorySessionNode;

  beforeEach(() => {
    a = new MemorySessionNode('a', new ManualClock());
    b = new MemorySessionNode('b', new ManualClock());
  });

  afterEach(async () => {
    jest.useRealTimers();
    await Promise.all([a.close(), b.close()]);
  });

  function statusOf(c: SilentNode): RingStatus {
    return new RingStatus(ring, new Map([b, c, a].map((node) => [node.id, node])));
  }

  it('tells of every node in the order of their ids, also of those that do not answer', async () => {
    await created(b);
    const status = statusOf(new SilentNode('c'));
    const shares = ring.shares();
    expect(status.epoch).toBe(1);
    expect(await status.nodes()).toEqual([
      {
        id: 'a',
        kind: 'memory',
        status: 'UP',
        weight: 15,
        share: shares.get('a'),
        sessions: 0,
        latencyMs: 0,
      },
      {
        id: 'b',
        kind: 'memory',
        status: 'UP',
        weight: 20,
        share: shares.get('b'),
        sessions: 1,
        latencyMs: 0,
      },
      {
        id: 'c',
        kind: 'silent',
        status: 'DOWN',
        weight: 10,
        share: shares.get('c'),
        sessions: undefined,
        latencyMs: undefined,
      },
    ]);
  });

  it('tells of the node that owns a key', async () => {
    const status = statusOf(new SilentNode('c'));
    for (const key of ['', 'one', 'two', 'three', '四']) {
      const { id, status: state } = await status.owner(key);
      expect(id).toBe(ring.owner(key));
      expect(state).toBe(id === 'c' ? 'DOWN' : 'UP');
    }
  });

  it('says what it knows without asking', () => {
    expect(statusOf(new SilentNode('c')).states()).toEqual([
      { id: 'a', status: 'UP' },
      { id: 'b', status: 'UP' },
      { id: 'c', status: 'DOWN' },
    ]);
  });

  it('waits for no node longer than a second', async () => {
    jest.useFakeTimers();
    class HangingNode extends SilentNode {
      override ping(): Promise<never> {
        return new Promise(() => undefined);
      }
    }
    const answer = statusOf(new HangingNode('c')).nodes();
    await jest.advanceTimersByTimeAsync(1_000);
    expect((await answer).map(({ status }) => status)).toEqual(['UP', 'UP', 'DOWN']);
  });

  it('refuses a ring with a node that was not given', () => {
    expect(() => new RingStatus(ring, new Map([['a', a]]))).toThrow('"b"');
  });
});
