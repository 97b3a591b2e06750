import { ringLength } from './ring-table.ts';
import { sortPoints, type SortedPoints } from './sort-points.ts';

/**
 * What each node would own if its first so many points counted: a count can move by one, up or down, and only the arcs
 * that this changes are worked out again. Tuning takes tens of thousands of such steps.
 */
export class ArcLedger {
  /** How many of each node's points count. Read only. */
  readonly counts: Uint32Array;
  /** What each node owns, whole numbers; together {@link ringLength}. Read only. */
  readonly arcs: Float64Array;
  readonly #limits: Uint32Array;
  readonly #firsts: Uint32Array;
  readonly #points: Uint32Array;
  readonly #owners: Uint16Array;
  /** 1 for a point that counts. */
  readonly #counted: Uint8Array;
  /** From a point's place among the lists to its position in the sorted points. */
  readonly #positions: Uint32Array;

  /**
   * @param lists For each node, in the order of their ids, all points that may come to count.
   * @param counts For each node how many count to begin with: 1 up to the length of its list.
   */
  constructor(lists: readonly Uint32Array[], counts: readonly number[]) {
    this.counts = Uint32Array.from(counts);
    this.#limits = Uint32Array.from(lists, (list) => list.length);
    this.#firsts = new Uint32Array(lists.length);
    for (let node = 1; node < lists.length; node++) {
      this.#firsts[node] = (this.#firsts[node - 1] ?? 0) + (this.#limits[node - 1] ?? 0);
    }
    const { points, owners, places } = sortPoints(lists);
    this.#points = points;
    this.#owners = owners;
    this.#positions = new Uint32Array(points.length);
    this.#counted = new Uint8Array(points.length);
    for (let at = 0; at < places.length; at++) {
      const place = places[at] ?? 0;
      const owner = owners[at] ?? 0;
      const rank = place - (this.#firsts[owner] ?? 0);
      this.#positions[place] = at;
      this.#counted[at] = rank < (this.counts[owner] ?? 0) ? 1 : 0;
    }
    this.arcs = this.#measure();
  }

  /**
   * Lets one more point of a node count.
   *
   * @returns The node that the point's arc was taken from, maybe the same one; absent when there is no more point.
   */
  grow(node: number): number | undefined {
    const count = this.counts[node] ?? 0;
    if (count === this.#limits[node]) return undefined;
    const at = this.#positions[(this.#firsts[node] ?? 0) + count] ?? 0;
    this.counts[node] = count + 1;
    this.#counted[at] = 1;
    return this.#shift(at, node, 1);
  }

  /**
   * Lets a node's last counted point count no more.
   *
   * @returns The node that the point's arc went to, maybe the same one; absent when it is the node's only point.
   */
  shrink(node: number): number | undefined {
    const count = this.counts[node] ?? 0;
    if (count === 1) return undefined;
    const at = this.#positions[(this.#firsts[node] ?? 0) + count - 1] ?? 0;
    this.counts[node] = count - 1;
    this.#counted[at] = 0;
    return this.#shift(at, node, -1);
  }

  /** Moves a node's count to another one, as far as there are points. */
  moveTo(node: number, count: number): void {
    while ((this.counts[node] ?? 0) < count && this.grow(node) !== undefined);
    while ((this.counts[node] ?? 0) > count && this.shrink(node) !== undefined);
  }

  /** The points that count now. */
  countedPoints(): SortedPoints {
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    const points = new Uint32Array(total);
    const owners = new Uint16Array(total);
    let kept = 0;
    for (let at = 0; at < this.#points.length; at++) {
      if (this.#counted[at] === 0) continue;
      points[kept] = this.#points[at] ?? 0;
      owners[kept++] = this.#owners[at] ?? 0;
    }
    return { points, owners };
  }

  #shift(at: number, node: number, sign: number): number {
    const before = this.#points[this.#neighbour(at, -1)] ?? 0;
    const arc = (((this.#points[at] ?? 0) - before) >>> 0) * sign;
    const other = this.#owners[this.#neighbour(at, 1)] ?? 0;
    this.arcs[node] = (this.arcs[node] ?? 0) + arc;
    this.arcs[other] = (this.arcs[other] ?? 0) - arc;
    return other;
  }

  /** The next counted point in a direction, around the ring. At least one counts, so this ends. */
  #neighbour(from: number, direction: 1 | -1): number {
    const length = this.#points.length;
    let at = from;
    do {
      at += direction;
      if (at === length) at = 0;
      else if (at < 0) at = length - 1;
    } while (this.#counted[at] === 0);
    return at;
  }

  #measure(): Float64Array {
    const arcs = new Float64Array(this.counts.length);
    const last = this.#neighbour(0, -1);
    let previous = (this.#points[last] ?? 0) - ringLength;
    for (let at = 0; at <= last; at++) {
      if (this.#counted[at] === 0) continue;
      const owner = this.#owners[at] ?? 0;
      const point = this.#points[at] ?? 0;
      arcs[owner] = (arcs[owner] ?? 0) + point - previous;
      previous = point;
    }
    return arcs;
  }
}
