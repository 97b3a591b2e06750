import { describe, expect, it } from '@jest/globals';
import { MemoryRateLimiter } from '../../../../src/store/memory/memory-rate-limiter.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const limit = { name: 'test', maxEvents: 2, windowMs: 10_000 };

describe('a rate limiter in memory', () => {
  it('begins anew when the window ends', async () => {
    const clock = new ManualClock();
    const limiter = new MemoryRateLimiter(clock);
    await limiter.consume(limit, 'a');
    clock.advance(4_000);
    await limiter.consume(limit, 'a');
    expect(await limiter.consume(limit, 'a')).toEqual({ allowed: false, retryAfterMs: 6_000 });
    clock.advance(5_999);
    expect(await limiter.consume(limit, 'a')).toEqual({ allowed: false, retryAfterMs: 1 });
    clock.advance(1);
    expect(await limiter.consume(limit, 'a')).toEqual({ allowed: true });
  });

  it('forgets the counters used longest ago when there are too many', async () => {
    const limiter = new MemoryRateLimiter(new ManualClock(), 3);
    const once = { ...limit, maxEvents: 1 };
    for (const key of ['old', 'a', 'b', 'a', 'c']) await limiter.consume(once, key);
    expect((await limiter.consume(once, 'a')).allowed).toBe(false);
    expect((await limiter.consume(once, 'old')).allowed).toBe(true);
  });
});
