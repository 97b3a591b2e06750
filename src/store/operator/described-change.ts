import type { Topology, TopologyNode } from '../../ring/topology.ts';

/** What a moving topology changes, in words, as in `the node d is being added`. */
export function describedChange({ nodes, from = nodes }: Topology): string {
  const before = new Map(from.map((node) => [node.id, node]));
  const after = new Map(nodes.map((node) => [node.id, node]));
  const parts = [
    ...nodes.filter(({ id }) => !before.has(id)).map(({ id }) => `the node ${id} is being added`),
    ...from.filter(({ id }) => !after.has(id)).map(({ id }) => `the node ${id} is being removed`),
    ...nodes.flatMap((node) => reweighted(node, before.get(node.id))),
  ];
  return parts.join(', and ') || 'nothing is being changed';
}

function reweighted({ id, weight }: TopologyNode, before: TopologyNode | undefined): string[] {
  if (before === undefined || before.weight === weight) return [];
  return [`the node ${id} is being given the weight ${weight}`];
}
