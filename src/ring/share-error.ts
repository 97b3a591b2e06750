import { ringLength } from './ring-table.ts';

/**
 * How far a node's share may be from its weight's part of all weights, relative to that part, when a ring is created
 * with weights within 1:100.
 */
export const maxShareError = 0.001;

/** For each weight, the arc that would be exactly its part of the ring; not rounded. */
export function arcTargets(weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => (ringLength / total) * weight);
}

/**
 * The largest relative error of any node's arc.
 *
 * @returns 0 when all are exact; 0.001 is one part in a thousand.
 */
export function worstShareError(arcs: Float64Array, targets: Float64Array): number {
  let worst = 0;
  for (let node = 0; node < arcs.length; node++) {
    worst = Math.max(worst, Math.abs(shareError(arcs, targets, node)));
  }
  return worst;
}

/** One node's relative error: negative when it owns too little. */
export function shareError(arcs: Float64Array, targets: Float64Array, node: number): number {
  return (arcs[node] ?? 0) / (targets[node] ?? 1) - 1;
}
