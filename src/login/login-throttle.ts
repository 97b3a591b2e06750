import { addressGroup } from '../session/address-group.ts';
import type { RateLimit, RateLimiter, RateVerdict } from '../session/rate-limiter.ts';

/** How many failed logins there may be. */
export interface LoginLimits {
  readonly maxFailuresPerAccountAndAddress: number;
  readonly maxFailuresPerAddress: number;
  /** Window of the two above. */
  readonly failureWindowMs: number;
  readonly maxFailuresPerAccount: number;
  readonly accountFailureWindowMs: number;
}

/** Who tries to log in as whom. */
export interface LoginOrigin {
  /** In NFC where it can be anybody's. */
  readonly username: string;
  /** IPv4 or IPv6, textual. */
  readonly address: string | undefined;
}

interface Count {
  readonly limit: RateLimit;
  readonly key: string;
}

/**
 * Limits failed logins per account and address, per address, and per account (OWASP ASVS 5.0, 6.3.1).
 *
 * An attempt is counted before its password is verified and the count is given back when it succeeds: parallel
 * guesses all count. Unknown accounts count like known ones, or the throttle would tell which exist.
 *
 * The limit per account lets somebody with many addresses lock a user out for up to an hour. That is the price of
 * bounding guesses from many addresses; it is ten times the first limit, so one address alone cannot do it.
 */
export class LoginThrottle {
  readonly #limiter: RateLimiter;
  readonly #byPair: RateLimit;
  readonly #byAddress: RateLimit;
  readonly #byAccount: RateLimit;

  constructor(limiter: RateLimiter, limits: LoginLimits) {
    this.#limiter = limiter;
    this.#byPair = {
      name: 'login-pair',
      maxEvents: limits.maxFailuresPerAccountAndAddress,
      windowMs: limits.failureWindowMs,
    };
    this.#byAddress = {
      name: 'login-address',
      maxEvents: limits.maxFailuresPerAddress,
      windowMs: limits.failureWindowMs,
    };
    this.#byAccount = {
      name: 'login-account',
      maxEvents: limits.maxFailuresPerAccount,
      windowMs: limits.accountFailureWindowMs,
    };
  }

  /** Counts an attempt as failed until one of the methods below says otherwise. */
  async begin(origin: LoginOrigin): Promise<RateVerdict> {
    const counts = this.#counts(origin);
    const verdicts = await Promise.all(
      counts.map(({ limit, key }) => this.#limiter.consume(limit, key)),
    );
    const waitsMs = verdicts.flatMap((verdict) => (verdict.allowed ? [] : [verdict.retryAfterMs]));
    if (waitsMs.length === 0) return { allowed: true };
    // A refused attempt verified nothing, so it counts nowhere, not at the limits that refused it either. Whoever
    // hammers at one blocked account does not block the others behind the same address, and a burst of good logins
    // does not leave failures behind that nobody made. It lengthens nothing: a window ends when its first event says.
    await this.#giveBack(counts);
    return { allowed: false, retryAfterMs: Math.max(...waitsMs) };
  }

  /** The password was right. Forgets the failures of this account from this address. */
  async succeeded(origin: LoginOrigin): Promise<void> {
    const [pair, ...others] = this.#counts(origin);
    await Promise.all([this.#limiter.reset(pair.limit, pair.key), this.#giveBack(others)]);
  }

  /** The password was not verified. */
  async cancelled(origin: LoginOrigin): Promise<void> {
    await this.#giveBack(this.#counts(origin));
  }

  async #giveBack(counts: readonly Count[]): Promise<void> {
    await Promise.all(counts.map(({ limit, key }) => this.#limiter.giveBack(limit, key)));
  }

  #counts({ username, address }: LoginOrigin): readonly [pair: Count, ...others: Count[]] {
    const group = addressGroup(address);
    return [
      { limit: this.#byPair, key: `${group} ${username}` },
      { limit: this.#byAddress, key: group },
      { limit: this.#byAccount, key: username },
    ];
  }
}
