import type { Clock } from '../../session/clock.ts';

const tombstoneLifetimeMs = 5 * 60_000;

/** The ids of sessions that were ended in the last five minutes: longer than any request is under way. */
export class Tombstones {
  readonly #clock: Clock;
  /** Id to the end of the tombstone; since all live equally long, the oldest come first. */
  readonly #expiresAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(id: string): void {
    this.#expiresAt.set(id, this.#clock.now() + tombstoneLifetimeMs);
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
