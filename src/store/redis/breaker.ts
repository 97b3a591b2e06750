import type { BreakerState } from '../session-node.ts';

/** So many commands in a row, none answered in between, are taken for a node that hangs, and not for a bad moment. */
export const maxLateInARow = 3;

/** Between the beginnings of two probes of a node that hangs. */
export const probeIntervalMs = 1_000;

/**
 * Whether commands may go to a node. It only ever lets a command fail at once: it sends none elsewhere, and holds none back
 * for later.
 *
 * Opened by commands that were late, it closes on the first answer in time to what is still under way. Opened by
 * {@link Breaker.trip} it closes only on a probe that succeeds, since a new connection has to be checked first.
 *
 * Open at the beginning: a node that was never asked is not known to answer.
 */
export class Breaker {
  readonly #now: () => number;
  #state: BreakerState = 'open';
  #lateInARow = 0;
  #probedAt = -probeIntervalMs;

  /** @param now A clock that never goes back, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Whether a command was late and nothing was answered in time since; false once a probe is what is waited for. */
  get isLate(): boolean {
    return this.#lateInARow > 0;
  }

  /** How long to wait until the next probe may begin. */
  get msToNextProbe(): number {
    return Math.max(0, this.#probedAt + probeIntervalMs - this.#now());
  }

  /** A command was answered in time. */
  answered(): void {
    if (this.#lateInARow > 0) this.close();
  }

  /** A command was not answered in time. */
  late(): void {
    this.#lateInARow += 1;
    if (this.#lateInARow >= maxLateInARow && this.#state === 'closed') this.#state = 'open';
  }

  /** Opens at once. */
  trip(): void {
    this.#lateInARow = 0;
    this.#state = 'open';
  }

  /** A probe begins: where it is open, it is half open until the probe's end. */
  probe(): void {
    this.#probedAt = this.#now();
    if (this.#state === 'open') this.#state = 'half-open';
  }

  /** The node can be used. */
  close(): void {
    this.#lateInARow = 0;
    this.#state = 'closed';
  }
}
