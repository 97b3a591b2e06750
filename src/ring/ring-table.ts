import { bucketBits, type SortedPoints } from './sort-points.ts';

/** The length of the whole ring: points are 0 to this, less one. */
export const ringLength = 2 ** 32;

/**
 * The ring's points, laid out for looking up: a table hit by the leading bits, then a scan of one or two points.
 *
 * A point owns what lies after the point before it, up to and including itself; the first one owns what lies after the
 * last one too.
 */
export class RingTable {
  readonly #points: Uint32Array;
  readonly #owners: Uint16Array;
  /** For each value of the leading bits, the first point with that value or a greater one. */
  readonly #starts: Uint32Array;
  readonly #shift: number;

  /** @param sorted At least one point. */
  constructor(sorted: SortedPoints) {
    const { points, owners } = withSentinel(sorted);
    this.#points = points;
    this.#owners = owners;
    const bits = bucketBits(points.length);
    this.#shift = 32 - bits;
    this.#starts = new Uint32Array(2 ** bits);
    for (let bucket = 0, at = 0; bucket < this.#starts.length; bucket++) {
      while ((points[at] ?? 0) >>> this.#shift < bucket) at++;
      this.#starts[bucket] = at;
    }
  }

  /**
   * The owner of a point, as the number of its node.
   *
   * @param point 0 to 2^32 - 1.
   */
  ownerAt(point: number): number {
    const points = this.#points;
    let at = this.#starts[point >>> this.#shift] ?? 0;
    while ((points[at] ?? ringLength) < point) at++;
    return this.#owners[at] ?? 0;
  }

  /**
   * How much of the ring each node owns.
   *
   * @param nodes How many nodes there are.
   * @returns For each node a whole number; together {@link ringLength}.
   */
  arcs(nodes: number): Float64Array {
    const arcs = new Float64Array(nodes);
    let previous = -1;
    for (let at = 0; at < this.#points.length; at++) {
      const point = this.#points[at] ?? 0;
      const owner = this.#owners[at] ?? 0;
      arcs[owner] = (arcs[owner] ?? 0) + point - previous;
      previous = point;
    }
    return arcs;
  }
}

/**
 * Adds one more point at the very end, of the owner of the first one, so that wrapping around needs no check.
 *
 * Where a node has that very point itself it comes first and keeps it: the added one then owns nothing.
 */
function withSentinel({ points, owners }: SortedPoints): SortedPoints {
  const length = points.length + 1;
  const longerPoints = new Uint32Array(length);
  longerPoints.set(points);
  longerPoints[length - 1] = ringLength - 1;
  const longerOwners = new Uint16Array(length);
  longerOwners.set(owners);
  longerOwners[length - 1] = owners[0] ?? 0;
  return { points: longerPoints, owners: longerOwners };
}
