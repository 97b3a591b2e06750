import { maxShareError } from './share-error.ts';

/** Points of a node of average weight, unless a light node needs more. */
export const pointsOfAverageNode = 4096;

/** Fewer would let the shares of light nodes go far astray once a heavy one is removed. */
const fewestPoints = 256;

/** Nodes that may be expected not to come near enough by their own count alone: tuning makes up for about so many. */
const acceptableMisses = 4;

const growth = 1.05;

/** For each weight its number of points: in proportion, at least 1. @param density Points of a node of average weight. */
export function countsAt(density: number, weights: readonly number[]): number[] {
  const average = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => Math.max(1, Math.round((density * weight) / average)));
}

/** The most points that a node may come to need for the share that this count stands for: six standard deviations. */
export function withMargin(count: number): number {
  return count + Math.ceil(6 * Math.sqrt(count)) + 16;
}

/**
 * The lowest density at which it makes sense to try and tune the shares.
 *
 * @param maxPoints Of all nodes together: the answer stays within it, and below sense where it must.
 */
export function firstDensity(weights: readonly number[], maxPoints: number): number {
  const average = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  const lightest = weights.reduce((least, weight) => Math.min(least, weight));
  const highest = maxPoints / weights.length;
  let density = Math.max(pointsOfAverageNode, fewestPoints * (average / lightest));
  while (density < highest && expectedMisses(countsAt(density, weights)) > acceptableMisses) {
    density *= growth;
  }
  return Math.min(density, highest);
}

/**
 * About how many nodes have no count that is near enough, while the others keep theirs.
 *
 * A node of n points owns n arcs of random length, so the shares that it can have lie like random points, 1/n of it
 * apart on average, and miss a range 2e wide with probability exp(-2en). The exponential is worked out by
 * multiplication, since Math.exp may differ in its last bit between machines and all must come to the same ring.
 */
function expectedMisses(counts: readonly number[]): number {
  let misses = 0;
  for (const count of counts) {
    let inverse = 1 + (2 * maxShareError * count) / 64;
    for (let squaring = 0; squaring < 6; squaring++) inverse *= inverse;
    misses += 1 / inverse;
  }
  return misses;
}
