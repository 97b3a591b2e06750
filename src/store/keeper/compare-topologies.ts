import type { Topology } from '../../ring/topology.ts';

/** What another topology is to ours. `split`: another change of the same epoch. `foreign`: of another ring. */
export type TopologyRelation = 'same' | 'newer' | 'older' | 'split' | 'foreign';

/** What `theirs` is to `ours`. */
export function compareTopologies(ours: Topology, theirs: Topology): TopologyRelation {
  if (theirs.ringId !== ours.ringId) return 'foreign';
  if (theirs.epoch !== ours.epoch) return theirs.epoch > ours.epoch ? 'newer' : 'older';
  return theirs.changeId === ours.changeId ? 'same' : 'split';
}
