import type { Account } from '../session/accounts.ts';
import type { Credentials } from './credentials.ts';
import type { LoginOrigin, LoginThrottle } from './login-throttle.ts';
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

/** Verifies passwords, behind the throttle. */
export class LoginService {
  readonly #credentials: Credentials;
  readonly #throttle: LoginThrottle;

  constructor(options: { readonly credentials: Credentials; readonly throttle: LoginThrottle }) {
    this.#credentials = options.credentials;
    this.#throttle = options.throttle;
  }

  /** @throws {LoginError} `LOGIN_BUSY` when too many logins wait; the attempt then does not count. */
  async attempt({ username, password, address }: LoginAttempt): Promise<LoginOutcome> {
    const origin = { username: normalizeUsername(username) ?? username, address };
    const verdict = await this.#throttle.begin(origin);
    if (!verdict.allowed) return { kind: 'throttled', retryAfterMs: verdict.retryAfterMs };
    const account = await this.#verify(origin, password);
    if (account === undefined) return { kind: 'invalid' };
    await this.#throttle.succeeded(origin);
    return { kind: 'success', account };
  }

  async #verify(origin: LoginOrigin, password: string): Promise<Account | undefined> {
    try {
      return await this.#credentials.verify(origin.username, password);
    } catch (error) {
      await this.#throttle.cancelled(origin);
      throw error;
    }
  }
}
