import { ArcLedger } from './arc-ledger.ts';
import { countsAt, firstDensity, withMargin } from './density.ts';
import { pointsOfNode } from './points.ts';
import type { WeightedNode } from './ring-node.ts';
import { ShareDescent } from './share-descent.ts';
import { arcTargets, maxShareError, worstShareError } from './share-error.ts';

/** Widest ratio of weights for which a new ring keeps {@link maxShareError}. */
const widestTunedRatio = 100;

/** Of all nodes together: a hundred megabytes while tuning. Enough for a hundred nodes of any weights within 1:100. */
const maxPoints = 10_000_000;

/** For weights further apart: what can be had within a second, and its real error is told. */
const maxPointsBeyondRatio = 2_000_000;

/** Accept a little less than what is promised, so that rounding in another order can't break the promise. */
const acceptedError = maxShareError * 0.99;

/** How much denser the points become before they are drawn and sorted anew, and in what steps until then. */
const densitySpan = 1.25;
const densityStep = 1.02;

/**
 * Chooses how many points each node gets, all together, so that every share is within {@link maxShareError} of its
 * weight.
 *
 * Tunes at the usual density first; where that leaves a share too far off, a little denser again and again. Beyond a
 * ratio of weights of 1:100 or at the limit of points it answers the best that was found.
 *
 * @param nodes Sorted by id; two or more.
 */
export function tuneCounts(nodes: readonly WeightedNode[]): ArcLedger {
  const weights = nodes.map(({ weight }) => weight);
  const targets = arcTargets(weights);
  const limit = pointsLimit(weights);
  let best: { error: number; counts: Uint32Array } | undefined;
  for (let density = firstDensity(weights, limit / densitySpan); ; density *= densitySpan) {
    const ledger = ledgerFor(nodes, density);
    const descent = new ShareDescent(ledger, targets);
    for (let span = 1; span < densitySpan; span *= densityStep) {
      if (span > 1) thicken(ledger);
      descent.run();
      const error = worstShareError(ledger.arcs, targets);
      if (error <= acceptedError) return ledger;
      if (best === undefined || error < best.error) {
        best = { error, counts: ledger.counts.slice() };
      }
    }
    if (density * densitySpan * densitySpan * nodes.length > limit && best !== undefined) {
      for (const [node, count] of best.counts.entries()) ledger.moveTo(node, count);
      return ledger;
    }
  }
}

function pointsLimit(weights: readonly number[]): number {
  const lightest = weights.reduce((least, weight) => Math.min(least, weight));
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight));
  return heaviest <= lightest * widestTunedRatio ? maxPoints : maxPointsBeyondRatio;
}

function ledgerFor(nodes: readonly WeightedNode[], density: number): ArcLedger {
  const weights = nodes.map(({ weight }) => weight);
  const limits = countsAt(density * densitySpan, weights).map(withMargin);
  const lists = nodes.map(({ id }, node) => pointsOfNode(id, limits[node] ?? 0));
  return new ArcLedger(lists, countsAt(density, weights));
}

/** Gives every node a few more points, in proportion: new arcs, so a new chance for each share. */
function thicken(ledger: ArcLedger): void {
  for (const [node, count] of ledger.counts.entries()) {
    ledger.moveTo(node, Math.ceil(count * densityStep));
  }
}
