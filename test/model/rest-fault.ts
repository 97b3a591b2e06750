import type { ModelState } from './model-state.ts';
import { nodeIds } from './ring-course.ts';
import type { Scenario } from './scenario.ts';

/** What is wrong when everybody rests and the ring is stable; absent when nothing is, or when something is going on. */
export function restFault(
  { shared: { nodes, view, now }, gateways, movers }: ModelState,
  { course, may }: Scenario,
): string | undefined {
  if (gateways.some(({ adopting, call }) => adopting ?? call)) return undefined;
  if (movers.some(({ phase }) => phase.kind !== 'idle')) return undefined;
  const newest = nodes
    .flatMap(({ stage }) => (stage === undefined ? [] : (course.stages[stage] ?? [])))
    .reduce((one, other) => (other.epoch > one.epoch ? other : one));
  if (newest.isMoving || !view.isKnown) return undefined;
  const owner = nodes[nodeIds.indexOf(newest.dst)]?.record;
  const isElsewhere = nodes.some(({ record }, at) => record && nodeIds[at] !== newest.dst);
  // A node that came back from old data has it too, until it is swept.
  if (isElsewhere && may.restore === undefined)
    return 'the record is on a node that does not own it';
  if (view.endTold) return owner && 'the record is there after the end of the session';
  if (view.endAsked || view.livesUntil <= now) return undefined;
  if (!owner) return "a live session's record is on no node";
  return (owner.value & view.acknowledged) === view.acknowledged
    ? undefined
    : 'the record lacks an acknowledged write';
}
