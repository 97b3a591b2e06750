import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { HashRing } from '../../../src/ring/hash-ring.ts';
import { MemoryRateLimiter } from '../../../src/store/memory/memory-rate-limiter.ts';
import { RingRateLimiter, type CountingNode } from '../../../src/store/ring-rate-limiter.ts';
import type { RateLimiter } from '../../../src/session/rate-limiter.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const limit = { name: 'test', maxEvents: 2, windowMs: 10_000 };
const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`);

/** A limiter on a node that fails as it likes. */
class FailingLimiter implements RateLimiter {
  readonly #fail: () => Promise<never>;

  constructor(fail: () => Promise<never>) {
    this.#fail = fail;
  }

  consume(): Promise<never> {
    return this.#fail();
  }

  giveBack(): Promise<never> {
    return this.#fail();
  }

  reset(): Promise<never> {
    return this.#fail();
  }
}

describe('a rate limiter over a ring', () => {
  const ring = HashRing.create([{ id: 'a' }, { id: 'b' }]);
  const clock = new ManualClock();

  afterEach(() => {
    jest.useRealTimers();
  });

  /** Of one gateway. @param now The ring, while a test does not change it. */
  function limiterOn(
    nodes: ReadonlyMap<string, CountingNode>,
    now: { ring: HashRing } = { ring },
  ): RingRateLimiter {
    const ownerOf = (key: string): CountingNode | undefined => nodes.get(now.ring.owner(key));
    return new RingRateLimiter(ownerOf, new MemoryRateLimiter(clock));
  }

  function limiterOver(b: CountingNode): { limiter: RingRateLimiter; a: MemoryRateLimiter } {
    const a = new MemoryRateLimiter(clock);
    const nodes = new Map<string, CountingNode>([
      ['a', { status: 'UP', limiter: a }],
      ['b', b],
    ]);
    return { limiter: limiterOn(nodes), a };
  }

  async function allowed(limiter: RateLimiter, key: string): Promise<boolean> {
    return (await limiter.consume(limit, key)).allowed;
  }

  it('shares the counts of two gateways over the same nodes', async () => {
    const nodes = new Map<string, CountingNode>(
      ['a', 'b'].map((id) => [id, { status: 'UP', limiter: new MemoryRateLimiter(clock) }]),
    );
    const one = limiterOn(nodes);
    const other = limiterOn(nodes);
    for (const key of keys) {
      expect(await allowed(one, key)).toBe(true);
      expect(await allowed(other, key)).toBe(true);
      expect(await allowed(one, key)).toBe(false);
      await other.giveBack(limit, key);
      await other.reset(limit, key);
      expect(await allowed(one, key)).toBe(true);
    }
  });

  it.each([
    ['is known to be down', 'DOWN', () => Promise.reject(new Error('closed'))],
    ['refuses', 'UP', () => Promise.reject(new Error('OOM'))],
  ] as const)('counts in the process while a node %s', async (_how, status, fail) => {
    const { limiter } = limiterOver({ status, limiter: new FailingLimiter(fail) });
    for (const key of keys) {
      await limiter.giveBack(limit, key);
      await limiter.reset(limit, key);
      expect(await allowed(limiter, key)).toBe(true);
      expect(await allowed(limiter, key)).toBe(true);
      expect(await allowed(limiter, key)).toBe(false);
      await limiter.reset(limit, key);
      expect(await allowed(limiter, key)).toBe(true);
    }
  });

  it('asks no node that is known to be down', async () => {
    let asked = 0;
    const failing = new FailingLimiter(() => {
      asked++;
      return Promise.reject(new Error('closed'));
    });
    const { limiter } = limiterOver({ status: 'DOWN', limiter: failing });
    for (const key of keys) await limiter.consume(limit, key);
    expect(asked).toBe(0);
  });

  it('waits for no node longer than a second', async () => {
    jest.useFakeTimers();
    const hanging = new FailingLimiter(() => new Promise(() => undefined));
    const { limiter } = limiterOver({ status: 'UP', limiter: hanging });
    const verdicts = Promise.all(keys.map((key) => allowed(limiter, key)));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(new Set(await verdicts)).toEqual(new Set([true]));
    expect(jest.getTimerCount()).toBe(0);
  });

  it('forgets what was counted in the process while the node was away', async () => {
    const b = new MemoryRateLimiter(clock);
    const node: { status: 'UP' | 'DOWN'; limiter: RateLimiter } = { status: 'DOWN', limiter: b };
    const { limiter } = limiterOver(node);
    for (const key of keys) {
      node.status = 'DOWN';
      await allowed(limiter, key);
      await allowed(limiter, key);
      node.status = 'UP';
      await limiter.reset(limit, key);
      node.status = 'DOWN';
      expect(await allowed(limiter, key)).toBe(true);
    }
  });

  it('follows the ring: only what has another owner is counted from zero', async () => {
    const nodes = new Map<string, CountingNode>(
      ['a', 'b', 'c'].map((id) => [id, { status: 'UP', limiter: new MemoryRateLimiter(clock) }]),
    );
    const now = { ring };
    const limiter = limiterOn(nodes, now);
    for (const key of keys) {
      await allowed(limiter, key);
      await allowed(limiter, key);
    }
    now.ring = ring.add({ id: 'c' });
    const again = await Promise.all(keys.map((key) => allowed(limiter, key)));
    expect(again).toContain(true);
    expect(again).toContain(false);
    now.ring = ring;
    for (const key of keys) expect(await allowed(limiter, key)).toBe(false);
  });
});
