/** While the rate allows it, so many milliseconds' worth of records go at once: small enough that no node is held up. */
const batchMs = 10;
const largestBatch = 128;
/** While one batch is at a node, the next is on its way or at another one. */
const batchesAtFullSpeed = 4;
/** About a tenth of a millisecond of a server's time. */
const idsAtOnce = 250;
const idsAtFullSpeed = 1_000;
/** How much of the time that was lost by slow steps or late timers is caught up with. */
const longestDebtMs = 50;
/** Looking at an id is that much cheaper than moving its record; it still is work for the node and for this process. */
const scannedForOneMoved = 20;
/** Slower still would hardly be felt, and the ring would move for ever. */
const slowestPart = 1 / 8;
const recovery = 1.15;

/** How fast records are moved. */
export class MovePace {
  readonly #fullRate: number | undefined;
  #part = 1;
  #nextAt = -Infinity;

  /** @param ratePerSecond Records a second, positive; absent: as fast as the nodes allow. */
  constructor(ratePerSecond: number | undefined) {
    if (ratePerSecond !== undefined && !(ratePerSecond > 0)) {
      throw new RangeError(`ratePerSecond: ${ratePerSecond}; it must be positive, or be left out`);
    }
    this.#fullRate = ratePerSecond;
  }

  /** Records a second at the moment; absent when nothing limits it. */
  get ratePerSecond(): number | undefined {
    return this.#fullRate === undefined ? undefined : this.#fullRate * this.#part;
  }

  /** How many records to move at once. */
  get batchSize(): number {
    const rate = this.ratePerSecond ?? Infinity;
    return Math.max(1, Math.min(largestBatch, Math.round((rate * batchMs) / 1000)));
  }

  /** How many batches may be under way from one node. */
  get batchesAtOnce(): number {
    return this.#fullRate === undefined ? batchesAtFullSpeed : 1;
  }

  /** How many ids to ask for at once. */
  get pageSize(): number {
    return this.#fullRate === undefined ? idsAtFullSpeed : idsAtOnce;
  }

  /**
   * Takes a turn.
   *
   * @param now By a clock that does not jump, milliseconds.
   * @returns How long to wait before it, in milliseconds.
   */
  turn(work: { readonly moved: number } | { readonly scanned: number }, now: number): number {
    const rate = this.ratePerSecond;
    if (rate === undefined) return 0;
    const moves = 'moved' in work ? work.moved : work.scanned / scannedForOneMoved;
    const at = Math.max(this.#nextAt, now - longestDebtMs);
    this.#nextAt = at + (moves * 1000) / rate;
    return Math.max(0, at - now);
  }

  /** The nodes answer more slowly than without a mover. */
  slowDown(): void {
    this.#part = Math.max(this.#part / 2, slowestPart);
  }

  /** The nodes answer as ever. */
  recover(): void {
    this.#part = Math.min(1, this.#part * recovery);
  }
}
