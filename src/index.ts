export { HashRing } from './ring/hash-ring.ts';
export type { RingNode, RingNodeSpec } from './ring/ring-node.ts';
export type { Topology } from './ring/topology.ts';
