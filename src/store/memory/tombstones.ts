import type { Clock } from '../../session/clock.ts';

const tombstoneLifetimeMs = 5 * 60_000;

interface Tombstone {
  readonly expiresAt: number;
  /** Of the copies that are not to come back; absent for a session that was ended: no copy may. */
  readonly secretHash: string | undefined;
}

/** What stays of sessions that were ended: for five minutes, longer than any request is under way, or even longer. */
export class Tombstones {
  readonly #clock: Clock;
  /** Most live equally long, so the oldest come first, more or less. */
  readonly #byId = new Map<string, Tombstone>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param atLeastUntil Unix milliseconds; five minutes from now when that is later. */
  add(id: string, atLeastUntil = 0): void {
    const expiresAt = Math.max(atLeastUntil, this.#clock.now() + tombstoneLifetimeMs);
    this.#byId.set(id, { expiresAt, secretHash: undefined });
  }

  /** Keeps copies with this secret from coming back; does nothing where there is a tombstone. @param expiresAt Unix milliseconds. */
  addForCopies(id: string, secretHash: string, expiresAt: number): void {
    if (this.#find(id) === undefined) this.#byId.set(id, { expiresAt, secretHash });
  }

  /** Forgets one for copies: it is of an earlier move. */
  delete(id: string): void {
    this.#byId.delete(id);
  }

  /** Whether there is one of either kind. */
  has(id: string): boolean {
    return this.#find(id) !== undefined;
  }

  /** Whether the session was ended. */
  hasEnded(id: string): boolean {
    const tombstone = this.#find(id);
    return tombstone !== undefined && tombstone.secretHash === undefined;
  }

  /** Whether a copy with this secret is not to come back. */
  forbids(id: string, secretHash: string): boolean {
    const tombstone = this.#find(id);
    return tombstone !== undefined && (tombstone.secretHash ?? secretHash) === secretHash;
  }

  /** Frees the memory of those that have expired. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [id, { expiresAt }] of this.#byId) {
      if (now < expiresAt) return;
      this.#byId.delete(id);
    }
  }

  #find(id: string): Tombstone | undefined {
    const tombstone = this.#byId.get(id);
    return tombstone && this.#clock.now() < tombstone.expiresAt ? tombstone : undefined;
  }
}
