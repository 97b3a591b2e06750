import { addressGroup } from './address-group.ts';
import type { RateLimit, RateLimiter } from './rate-limiter.ts';
import { SessionError } from './session-error.ts';

const minuteMs = 60_000;

/** Bounds how many anonymous sessions one address may begin, so that a script cannot fill the nodes. */
export class NewSessionQuota {
  readonly #limiter: RateLimiter;
  readonly #limit: RateLimit | undefined;

  /** @param maxPerMinute Absent: no limit. */
  constructor(limiter: RateLimiter, maxPerMinute: number | undefined) {
    this.#limiter = limiter;
    this.#limit =
      maxPerMinute === undefined
        ? undefined
        : { name: 'anonymous-address', maxEvents: maxPerMinute, windowMs: minuteMs };
  }

  /**
   * @param address Of an IPv6 address its /64 counts; clients without an address count as one.
   * @throws {SessionError} `SESSION_LIMIT_EXCEEDED`.
   */
  async take(address: string | undefined): Promise<void> {
    if (this.#limit === undefined) return;
    const verdict = await this.#limiter.consume(this.#limit, addressGroup(address));
    if (verdict.allowed) return;
    const seconds = Math.ceil(verdict.retryAfterMs / 1000);
    throw new SessionError(
      'SESSION_LIMIT_EXCEEDED',
      `too many new sessions from this address: try again in ${seconds} seconds`,
    );
  }
}
