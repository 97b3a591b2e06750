import { flows } from '../../ring/flows.ts';
import { Placement } from '../../ring/placement.ts';
import type { RingChange } from '../../ring/ring-change.ts';
import type { Topology } from '../../ring/topology.ts';
import type { PlanReport } from './ring-operations.ts';

/** More than tuning leaves, and enough to be seen in a node's load. */
const tolerableShareError = 0.01;

/** What is known before a change. */
export interface PlanFacts {
  /** Sessions on each node that was asked and answered. */
  readonly counts: ReadonlyMap<string, number>;
  readonly warnings: readonly string[];
}

/**
 * What a change would move.
 *
 * @param before Stable.
 * @param next The topology with which the change begins.
 */
export function planReport(
  change: RingChange,
  before: Placement,
  next: Topology,
  { counts, warnings }: PlanFacts,
): PlanReport {
  const after = new Placement(next);
  const [sharesBefore, sharesAfter] = [before.ring.shares(), after.ring.shares()];
  const sessionsOf = sessionCounts(sharesBefore, counts);
  const moving = flows(next).map((flow) => {
    const part = flow.share / (sharesBefore.get(flow.src) ?? 1);
    return { ...flow, records: Math.round(sessionsOf(flow.src) * part) };
  });
  return {
    change,
    epoch: next.epoch,
    shares: after.members.map(({ id }) => ({
      id,
      before: sharesBefore.get(id) ?? 0,
      after: sharesAfter.get(id) ?? 0,
    })),
    flows: moving,
    records: moving.reduce((sum, { records }) => sum + records, 0),
    warnings: [...warnings, ...shareWarnings(after)],
  };
}

/** For a node that did not answer, as many as its share lets expect from the others. */
function sessionCounts(
  shares: ReadonlyMap<string, number>,
  counts: ReadonlyMap<string, number>,
): (id: string) => number {
  let [known, knownShare] = [0, 0];
  for (const [id, count] of counts) {
    known += count;
    knownShare += shares.get(id) ?? 0;
  }
  const all = knownShare > 0 ? known / knownShare : 0;
  return (id) => counts.get(id) ?? all * (shares.get(id) ?? 0);
}

function shareWarnings({ ring }: Placement): string[] {
  const error = ring.shareError();
  if (error <= tolerableShareError) return [];
  const percent = (100 * error).toFixed(1);
  return [
    `a node's share will be up to ${percent} % off its weight: a change tunes only the node that it names`,
  ];
}
