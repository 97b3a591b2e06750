/** A node of the ring. */
export interface RingNode {
  readonly id: string;
  readonly weight: number;
  /** How many points it has: chosen once, by tuning, and then kept as it is. */
  readonly points: number;
}

/** A node that is to be put on the ring. */
export interface RingNodeSpec {
  /** Not empty. Its points are drawn from it alone, so it must stay when the node moves to another machine. */
  readonly id: string;
  /** Its part of all keys, relative to the weights of the others: a positive whole number. Default: 1. */
  readonly weight?: number | undefined;
}

/** A node whose id and weight were checked. */
export interface WeightedNode {
  readonly id: string;
  readonly weight: number;
}
