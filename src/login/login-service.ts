import type { Account } from '../session/accounts.ts';
import type { RateVerdict } from '../session/rate-limiter.ts';
import { BusyRefusals } from './busy-refusals.ts';
import type { Credentials } from './credentials.ts';
import type { LoginOrigin, LoginThrottle } from './login-throttle.ts';
import { ParallelAttempts } from './parallel-attempts.ts';
import { normalizeUsername } from './username.ts';

/** One attempt to log in. */
export interface LoginAttempt {
  /** As it was sent: in any normalization form, of any length. */
  readonly username: string;
  readonly password: string;
  /** Of the client, IPv4 or IPv6, textual. Clients without one count as one. */
  readonly address: string | undefined;
}

/** How an attempt ended. `invalid`: no such user or a wrong password; which one is told nowhere. */
export type LoginOutcome =
  | { readonly kind: 'success'; readonly account: Account }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number };

const mostTries = 10;

/** Verifies passwords, behind the throttle. */
export class LoginService {
  readonly #credentials: Credentials;
  readonly #throttle: LoginThrottle;
  readonly #isBusy: () => boolean;
  readonly #busy = new BusyRefusals();
  readonly #parallel = new ParallelAttempts();

  /** @param options.isBusy Whether no password could be verified now; then nothing else is done for an attempt either. */
  constructor(options: {
    readonly credentials: Credentials;
    readonly throttle: LoginThrottle;
    readonly isBusy?: () => boolean;
  }) {
    this.#credentials = options.credentials;
    this.#throttle = options.throttle;
    this.#isBusy = options.isBusy ?? ((): boolean => false);
  }

  /** @throws {LoginError} `LOGIN_BUSY` when too many logins wait; the attempt then does not count. */
  async attempt({ username, password, address }: LoginAttempt): Promise<LoginOutcome> {
    if (this.#isBusy()) return this.#busy.refuse();
    const origin = { username: normalizeUsername(username) ?? username, address };
    const key = JSON.stringify([origin.username, address]);
    const verdict = await this.#begin(origin, key);
    if (!verdict.allowed) return { kind: 'throttled', retryAfterMs: verdict.retryAfterMs };
    const account = await this.#parallel.run(
      key,
      () => this.#verify(origin, password),
      (found) => found !== undefined,
    );
    return account === undefined ? { kind: 'invalid' } : { kind: 'success', account };
  }

  /**
   * Attempts under way count as failures. So the eleventh of a user's parallel logins is refused although no password
   * was wrong; it is tried again once one of the others has succeeded, and with that cleared the count.
   */
  async #begin(origin: LoginOrigin, key: string): Promise<RateVerdict> {
    let verdict = await this.#throttle.begin(origin);
    for (let tries = 1; tries < mostTries && !verdict.allowed; tries++) {
      if (!(await this.#parallel.succeeds(key))) break;
      verdict = await this.#throttle.begin(origin);
    }
    return verdict;
  }

  async #verify(origin: LoginOrigin, password: string): Promise<Account | undefined> {
    let account;
    try {
      account = await this.#credentials.verify(origin.username, password);
    } catch (error) {
      await this.#throttle.cancelled(origin);
      throw error;
    }
    if (account !== undefined) await this.#throttle.succeeded(origin);
    return account;
  }
}
