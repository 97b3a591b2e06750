/** Points of several nodes in ascending order; of equal points the one of the lower list comes first. */
export interface SortedPoints {
  readonly points: Uint32Array;
  /** For each point, the list that it came from. */
  readonly owners: Uint16Array;
}

/** Sorted points that also tell each one's place among the lists laid end to end. */
export interface TracedPoints extends SortedPoints {
  readonly places: Uint32Array;
}

/**
 * Sorts the points of all lists together.
 *
 * Digests are spread evenly, so as many buckets as points, by the leading bits, hold about one point each: putting a
 * point into its bucket all but sorts it, in linear time.
 *
 * @param lists At most 65,536, in the order of the nodes' ids.
 */
export function sortPoints(lists: readonly Uint32Array[]): TracedPoints {
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  const points = new Uint32Array(total);
  const owners = new Uint16Array(total);
  const places = new Uint32Array(total);
  const shift = 32 - bucketBits(total);
  const starts = bucketStarts(lists, shift);
  const ends = starts.slice();
  let first = 0;
  for (const [owner, list] of lists.entries()) {
    for (let rank = 0; rank < list.length; rank++) {
      const point = list[rank] ?? 0;
      const bucket = point >>> shift;
      const start = starts[bucket] ?? 0;
      let at = ends[bucket] ?? 0;
      ends[bucket] = at + 1;
      // Only greater points move up, so equal ones keep the order of their lists.
      for (; at > start && (points[at - 1] ?? 0) > point; at--) {
        points[at] = points[at - 1] ?? 0;
        owners[at] = owners[at - 1] ?? 0;
        places[at] = places[at - 1] ?? 0;
      }
      points[at] = point;
      owners[at] = owner;
      places[at] = first + rank;
    }
    first += list.length;
  }
  return { points, owners, places };
}

/**
 * How many leading bits tell as many buckets as there are points, or up to half as many.
 *
 * @returns 1 to 24: a shift by 32 would be a shift by 0, and more buckets than 2^24 only cost memory.
 */
export function bucketBits(points: number): number {
  return Math.min(Math.max(31 - Math.clz32(points), 1), 24);
}

function bucketStarts(lists: readonly Uint32Array[], shift: number): Uint32Array {
  const starts = new Uint32Array(2 ** (32 - shift) + 1);
  for (const list of lists) {
    for (const point of list) {
      const next = (point >>> shift) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
  }
  for (let bucket = 1; bucket < starts.length; bucket++) {
    starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  }
  return starts;
}
