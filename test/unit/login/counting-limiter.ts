import type { RateLimit, RateLimiter, RateVerdict } from '../../../src/session/rate-limiter.ts';

/** A rate limiter whose windows never end. */
export class CountingLimiter implements RateLimiter {
  readonly counts = new Map<string, number>();
  readonly retryAfterMs: Readonly<Record<string, number>>;

  constructor(retryAfterMs: Readonly<Record<string, number>> = {}) {
    this.retryAfterMs = retryAfterMs;
  }

  count(name: string, key: string): number {
    return this.counts.get(`${name}|${key}`) ?? 0;
  }

  async consume(limit: RateLimit, key: string): Promise<RateVerdict> {
    await Promise.resolve();
    const count = this.count(limit.name, key) + 1;
    this.counts.set(`${limit.name}|${key}`, count);
    if (count <= limit.maxEvents) return { allowed: true };
    return { allowed: false, retryAfterMs: this.retryAfterMs[limit.name] ?? limit.windowMs };
  }

  async giveBack(limit: RateLimit, key: string): Promise<void> {
    await Promise.resolve();
    this.counts.set(`${limit.name}|${key}`, Math.max(this.count(limit.name, key) - 1, 0));
  }

  async reset(limit: RateLimit, key: string): Promise<void> {
    await Promise.resolve();
    this.counts.delete(`${limit.name}|${key}`);
  }
}
