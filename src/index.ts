export { HashRing } from './ring/hash-ring.ts';
export { Placement, type Owners } from './ring/placement.ts';
export type { RingNode, RingNodeSpec } from './ring/ring-node.ts';
export type { Topology, TopologyNode } from './ring/topology.ts';
