import { availableParallelism } from 'node:os';
import pLimit, { type LimitFunction } from 'p-limit';
import { loginBusy } from './login-error.ts';
import type { PasswordHasher } from './password-hasher.ts';

const defaultMaxWaiting = 64;

// Hashes run in libuv's pool, which has 4 threads unless UV_THREADPOOL_SIZE says otherwise. One stays free, so that a
// flood of logins can't hold up name look-ups and file reads, which use the same pool.
const poolThreadsForHashes = 3;

/** A hasher that keeps a flood of logins from taking the machine: so many at once, so many waiting, no more. */
export class BoundedHasher implements PasswordHasher {
  readonly #inner: PasswordHasher;
  readonly #limit: LimitFunction;
  readonly #maxWaiting: number;

  /**
   * @param options.maxAtOnce Positive; by default one a core but one, which serves sessions: at least 1, at most 3.
   * @param options.maxWaiting By default 64.
   */
  constructor(
    inner: PasswordHasher,
    options: { readonly maxAtOnce?: number; readonly maxWaiting?: number } = {},
  ) {
    this.#inner = inner;
    this.#limit = pLimit(
      options.maxAtOnce ?? Math.max(1, Math.min(availableParallelism() - 1, poolThreadsForHashes)),
    );
    this.#maxWaiting = options.maxWaiting ?? defaultMaxWaiting;
  }

  /** How many passwords are being hashed. */
  get running(): number {
    return this.#limit.activeCount;
  }

  /** How many wait for that. */
  get waiting(): number {
    return this.#limit.pendingCount;
  }

  /** Whether the next one would be refused. */
  get isFull(): boolean {
    return this.#limit.pendingCount >= this.#maxWaiting;
  }

  /** @throws {LoginError} `LOGIN_BUSY` when as many wait as may. */
  hash(password: string): Promise<string> {
    return this.#queue(() => this.#inner.hash(password));
  }

  /** @throws {LoginError} `LOGIN_BUSY` when as many wait as may. */
  verify(passwordHash: string, password: string): Promise<boolean> {
    return this.#queue(() => this.#inner.verify(passwordHash, password));
  }

  async #queue<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.isFull) throw loginBusy();
    return this.#limit(run);
  }
}
