import type { RateLimit, RateLimiter, RateVerdict } from '../../session/rate-limiter.ts';
import type { RawReply } from './script-command.ts';
import type { ScriptRunner } from './script-runner.ts';
import { unknownReply } from './session-reply.ts';

/**
 * Counts events on a Redis node, under `l:<name>:<key>`. Windows are rounded up to whole seconds.
 *
 * Unlike other limiters it rejects when the server does not answer.
 */
export class RedisRateLimiter implements RateLimiter {
  readonly #scripts: ScriptRunner;

  constructor(scripts: ScriptRunner) {
    this.#scripts = scripts;
  }

  async consume(limit: RateLimit, key: string): Promise<RateVerdict> {
    const { events, msToEnd } = await this.#count(limit, key, 1);
    if (events <= limit.maxEvents) return { allowed: true };
    return { allowed: false, retryAfterMs: msToEnd };
  }

  async giveBack(limit: RateLimit, key: string): Promise<void> {
    await this.#count(limit, key, -1);
  }

  reset(limit: RateLimit, key: string): Promise<void> {
    return this.#scripts.run('forget-events', [counterKey(limit, key)], [], () => undefined);
  }

  #count(limit: RateLimit, key: string, by: number): Promise<Count> {
    // A window under a second would be rounded down to none at all: a counter without a time to live (I2).
    const windowSeconds = Math.ceil(limit.windowMs / 1000);
    const args = [String(by), String(windowSeconds)];
    return this.#scripts.run('count-events', [counterKey(limit, key)], args, decodeCount);
  }
}

interface Count {
  readonly events: number;
  readonly msToEnd: number;
}

function counterKey({ name }: RateLimit, key: string): string {
  return `l:${name}:${key}`;
}

function decodeCount(reply: RawReply): Count {
  if (!Array.isArray(reply)) throw unknownReply(String(reply));
  const [events, msToEnd] = reply;
  return { events: Number(events), msToEnd: Number(msToEnd) };
}
