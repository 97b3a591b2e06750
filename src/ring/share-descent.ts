import type { ArcLedger } from './arc-ledger.ts';
import { maxShareError, shareError } from './share-error.ts';

const settlingRounds = 4;
/** A round changes each count at most once; it has nothing left to change after ten or so. */
const descentRounds = 20;
/** A change of the penalty that is more than rounding. */
const leastGain = 1e-9;

/**
 * Moves the counts of a ledger until no change of one count alone brings the shares nearer to their targets.
 *
 * Every step is decided by additions, multiplications and comparisons in a fixed order, so every machine ends with the
 * same counts.
 */
export class ShareDescent {
  readonly #ledger: ArcLedger;
  readonly #targets: Float64Array;
  readonly #penalties: Float64Array;
  readonly #heaviest: number;

  /** @param targets For each node the arc that it should own. At least two nodes. */
  constructor(ledger: ArcLedger, targets: Float64Array) {
    this.#ledger = ledger;
    this.#targets = targets;
    this.#penalties = new Float64Array(targets.length);
    this.#heaviest = targets.indexOf(targets.reduce((most, target) => Math.max(most, target)));
  }

  /** First each node by itself, roughly; then all of them with an eye on the others. */
  run(): void {
    this.#settle();
    for (let node = 0; node < this.#penalties.length; node++) {
      this.#penalties[node] = this.#penalty(node);
    }
    for (let round = 0; round < descentRounds; round++) {
      let improved = false;
      for (let node = 0; node < this.#penalties.length; node++) {
        improved = this.#improve(node) || improved;
      }
      if (!improved) return;
    }
  }

  /** The heaviest node keeps its count: were all to move, they could all drift up or down together. */
  #settle(): void {
    const { arcs } = this.#ledger;
    for (let round = 0; round < settlingRounds; round++) {
      for (const [node, target] of this.#targets.entries()) {
        if (node === this.#heaviest) continue;
        while ((arcs[node] ?? 0) < target && this.#ledger.grow(node) !== undefined);
        while ((arcs[node] ?? 0) > target && this.#ledger.shrink(node) !== undefined);
      }
    }
  }

  /** Gives a node the count that lowers the sum of all penalties most. @returns Whether it changed. */
  #improve(node: number): boolean {
    const start = this.#ledger.counts[node] ?? 0;
    let best = { count: start, change: -leastGain };
    for (const direction of [1, -1] as const) {
      const found = this.#walk(node, direction);
      if (found.change < best.change) best = found;
      this.#stepTo(node, start);
    }
    this.#stepTo(node, best.count);
    return best.count !== start;
  }

  /** Tries counts until the node's own share has gone too far, two at least, and stays at the last one. */
  #walk(node: number, direction: 1 | -1): { count: number; change: number } {
    const { arcs, counts } = this.#ledger;
    const best = { count: counts[node] ?? 0, change: 0 };
    for (let steps = 1, change = 0; ; steps++) {
      const step = this.#step(node, direction);
      if (step === undefined) return best;
      change += step;
      if (change < best.change) {
        best.change = change;
        best.count = counts[node] ?? 0;
      }
      const excess = shareError(arcs, this.#targets, node) * direction;
      if (steps >= 2 && excess > maxShareError) return best;
    }
  }

  #stepTo(node: number, count: number): void {
    const { counts } = this.#ledger;
    while ((counts[node] ?? 0) < count) this.#step(node, 1);
    while ((counts[node] ?? 0) > count) this.#step(node, -1);
  }

  /** @returns By how much the sum of all penalties changed; absent when the count can't move. */
  #step(node: number, direction: 1 | -1): number | undefined {
    const other = direction === 1 ? this.#ledger.grow(node) : this.#ledger.shrink(node);
    if (other === undefined) return undefined;
    if (other === node) return 0;
    return this.#renew(node) + this.#renew(other);
  }

  #renew(node: number): number {
    const before = this.#penalties[node] ?? 0;
    const after = this.#penalty(node);
    this.#penalties[node] = after;
    return after - before;
  }

  /** The fourth power: the worst share weighs most, and yet small errors count. */
  #penalty(node: number): number {
    const error = shareError(this.#ledger.arcs, this.#targets, node) / maxShareError;
    return error * error * (error * error);
  }
}
