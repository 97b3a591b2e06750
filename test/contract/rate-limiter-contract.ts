import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { RateLimit, RateLimiter } from '../../src/session/rate-limiter.ts';
import type { RedisServer } from '../support/redis-server.ts';

/** A limiter with what a test must know beside the port. */
export interface LimiterUnderTest {
  readonly limiter: RateLimiter;
  /** Where its counters are; absent where they cannot be seen. */
  readonly servers: readonly RedisServer[] | undefined;
  /** Rejects when a counter would stay for ever (I2). */
  readonly assertEverythingExpires: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const limit: RateLimit = { name: 'login-test', maxEvents: 3, windowMs: 60_000 };

/** Registers the tests that every rate limiter must pass. */
export function describeRateLimiter(name: string, start: () => Promise<LimiterUnderTest>): void {
  describe(name, () => {
    let running: LimiterUnderTest | undefined;
    const subject = (): LimiterUnderTest => {
      if (!running) throw new Error('The limiter did not start');
      return running;
    };
    const drawKey = (): string => `192.0.2.7 ${randomBytes(6).toString('hex')}`;

    async function consume(key: string, times: number, from = limit): Promise<boolean[]> {
      const verdicts: boolean[] = [];
      for (let count = 0; count < times; count++) {
        verdicts.push((await subject().limiter.consume(from, key)).allowed);
      }
      return verdicts;
    }

    beforeAll(async () => {
      running = await start();
    });
    afterAll(async () => {
      try {
        await running?.assertEverythingExpires();
      } finally {
        await running?.stop();
      }
    });

    it('allows so many events and no more, and says for how long', async () => {
      const { limiter } = subject();
      const key = drawKey();
      expect(await consume(key, 3)).toEqual([true, true, true]);
      const verdict = await limiter.consume(limit, key);
      const retryAfterMs = verdict.allowed ? 0 : verdict.retryAfterMs;
      expect(retryAfterMs).toBeGreaterThan(50_000);
      expect(retryAfterMs).toBeLessThanOrEqual(limit.windowMs);
    });

    it('counts parallel events one by one', async () => {
      const { limiter } = subject();
      const key = drawKey();
      const verdicts = await Promise.all(
        Array.from({ length: 20 }, () => limiter.consume(limit, key)),
      );
      expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(3);
    });

    it('counts each key and each name for itself', async () => {
      const key = drawKey();
      await consume(key, 3);
      expect(await consume(drawKey(), 1)).toEqual([true]);
      expect(await consume(key, 1, { ...limit, name: 'other-test' })).toEqual([true]);
      expect(await consume(key, 1)).toEqual([false]);
    });

    it('takes any text for a key', async () => {
      for (const key of ['', '__proto__', 'constructor', 'Ünï 用户\r\n', '2001:db8::/64']) {
        await subject().limiter.reset(limit, key);
        expect(await consume(key, 4)).toEqual([true, true, true, false]);
      }
    });

    it('gives one event back', async () => {
      const { limiter } = subject();
      const key = drawKey();
      await consume(key, 3);
      await limiter.giveBack(limit, key);
      expect(await consume(key, 2)).toEqual([true, false]);
    });

    it('gives back no more events than were counted', async () => {
      const { limiter } = subject();
      const key = drawKey();
      await consume(key, 1);
      for (let count = 0; count < 5; count++) await limiter.giveBack(limit, key);
      expect(await consume(key, 4)).toEqual([true, true, true, false]);
    });

    it('makes no counter when there is nothing to give back or to forget', async () => {
      const { limiter, servers } = subject();
      const key = drawKey();
      const counters = async (): Promise<string[]> => {
        const look = (client: Redis): Promise<string[]> => client.keys(`l:*:${key}`);
        return (await Promise.all((servers ?? []).map((server) => server.ask(look)))).flat();
      };
      await limiter.giveBack(limit, key);
      await limiter.reset(limit, key);
      expect(await counters()).toEqual([]);
      expect(await consume(key, 4)).toEqual([true, true, true, false]);
      expect(await counters()).toHaveLength(servers ? 1 : 0);
    });

    it('forgets all events of a key', async () => {
      const { limiter } = subject();
      const key = drawKey();
      await consume(key, 5);
      await limiter.reset(limit, key);
      expect(await consume(key, 4)).toEqual([true, true, true, false]);
    });

    it('lets a window end that is shorter than a second', async () => {
      const { limiter } = subject();
      const short = { name: 'short-test', maxEvents: 1, windowMs: 300 };
      const key = drawKey();
      const { allowed } = await limiter.consume(short, key);
      expect(allowed).toBe(true);
      const giveUpAt = Date.now() + 5_000;
      let verdict = await limiter.consume(short, key);
      expect(verdict.allowed).toBe(false);
      while (!verdict.allowed && Date.now() < giveUpAt) {
        const { retryAfterMs } = verdict;
        await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
        verdict = await limiter.consume(short, key);
      }
      expect(verdict.allowed).toBe(true);
    });
  });
}
