import type { Clock } from '../../session/clock.ts';

const tombstoneLifetimeMs = 5 * 60_000;

/** The ids of sessions that were ended in the last five minutes, longer than any request is under way, or even before. */
export class Tombstones {
  readonly #clock: Clock;
  /** Id to the end of the tombstone. Most live equally long, so the oldest come first, more or less. */
  readonly #expiresAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param atLeastUntil Unix milliseconds; five minutes from now when that is later. */
  add(id: string, atLeastUntil = 0): void {
    this.keepUntil(id, Math.max(atLeastUntil, this.#clock.now() + tombstoneLifetimeMs));
  }

  /** @param expiresAt Unix milliseconds. */
  keepUntil(id: string, expiresAt: number): void {
    this.#expiresAt.set(id, expiresAt);
  }

  has(id: string): boolean {
    const expiresAt = this.#expiresAt.get(id);
    return expiresAt !== undefined && this.#clock.now() < expiresAt;
  }

  /** Frees the memory of those that have expired. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [id, expiresAt] of this.#expiresAt) {
      if (now < expiresAt) return;
      this.#expiresAt.delete(id);
    }
  }
}
