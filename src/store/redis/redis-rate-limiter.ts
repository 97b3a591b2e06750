import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit, RateLimiter, RateVerdict } from '../../session/rate-limiter.ts';

/** The server to count on: a Redis node is one. */
export interface CountingServer {
  readonly client: Redis;
  /** Runs a command with the node's care for its health. */
  ask<Reply>(command: () => Promise<Reply>): Promise<Reply>;
}

/**
 * Counts events on one Redis server, under `l:<name>:<key>`. Windows are rounded up to whole seconds.
 *
 * Unlike other limiters it rejects when the server does not answer.
 */
export class RedisRateLimiter implements RateLimiter {
  readonly #server: CountingServer;
  readonly #script: string;
  readonly #limiters = new WeakMap<RateLimit, RateLimiterRedis>();

  constructor(server: CountingServer) {
    this.#server = server;
    this.#script = readFileSync(new URL('scripts/count-events.lua', import.meta.url), 'utf8');
  }

  async consume(limit: RateLimit, key: string): Promise<RateVerdict> {
    try {
      await this.#server.ask(() => this.#limiterOf(limit).consume(key));
      return { allowed: true };
    } catch (reason) {
      if (!(reason instanceof RateLimiterRes)) throw reason;
      return { allowed: false, retryAfterMs: reason.msBeforeNext };
    }
  }

  async giveBack(limit: RateLimit, key: string): Promise<void> {
    await this.#server.ask(() => this.#limiterOf(limit).reward(key));
  }

  async reset(limit: RateLimit, key: string): Promise<void> {
    await this.#server.ask(() => this.#limiterOf(limit).delete(key));
  }

  #limiterOf(limit: RateLimit): RateLimiterRedis {
    const known = this.#limiters.get(limit);
    if (known) return known;
    const limiter = new RateLimiterRedis({
      storeClient: this.#server.client,
      keyPrefix: `l:${limit.name}`,
      points: limit.maxEvents,
      // A window under a second would be rounded down to none at all: a counter without a time to live (I2).
      duration: Math.ceil(limit.windowMs / 1000),
      // The package's own script takes events back below zero, which would give guesses away.
      customIncrTtlLuaScript: this.#script,
    });
    this.#limiters.set(limit, limiter);
    return limiter;
  }
}
