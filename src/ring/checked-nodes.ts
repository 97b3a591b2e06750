import type { RingNodeSpec, WeightedNode } from './ring-node.ts';

/** The most nodes of one ring: at the usual density they have four million points, 40 megabytes. */
const maxNodes = 1000;

/** How many times the lightest weight the heaviest one may be. */
const widestWeightRatio = 1000;

/**
 * Checks nodes, fills in the default weight and sorts them by id (by UTF-16 code units).
 *
 * @throws TypeError for an id or weight of another type, RangeError for one out of range; each names the option, the
 *   value and the way out.
 */
export function checkedNodes<Spec extends RingNodeSpec>(
  specs: readonly Spec[],
): (Spec & WeightedNode)[] {
  if (specs.length === 0) throw new RangeError('nodes: none given; a ring needs at least one');
  if (specs.length > maxNodes) {
    throw new RangeError(`nodes: ${specs.length} given; a ring holds at most ${maxNodes}`);
  }
  const nodes = specs.map((spec) => ({
    ...spec,
    id: checkedId(spec.id),
    weight: checkedWeight(spec.weight ?? 1, spec.id),
  }));
  nodes.sort((one, other) => (one.id < other.id ? -1 : 1));
  for (const [at, { id }] of nodes.entries()) {
    if (nodes[at + 1]?.id === id) {
      throw new RangeError(`id: ${JSON.stringify(id)} is given twice; each node needs its own`);
    }
  }
  checkRatio(nodes);
  return nodes;
}

function checkedId(id: unknown): string {
  if (typeof id !== 'string') {
    throw new TypeError(`id: ${String(id)} is no string; give the node a name that it keeps`);
  }
  if (id === '') throw new RangeError('id: "" is empty; give the node a name that it keeps');
  return id;
}

function checkedWeight(weight: unknown, id: string): number {
  const rule = 'give a positive whole number';
  if (typeof weight !== 'number') {
    throw new TypeError(`weight: ${String(weight)} of node ${JSON.stringify(id)}; ${rule}`);
  }
  if (!Number.isSafeInteger(weight) || weight < 1) {
    throw new RangeError(`weight: ${weight} of node ${JSON.stringify(id)}; ${rule}`);
  }
  return weight;
}

function checkRatio(nodes: readonly WeightedNode[]): void {
  const byWeight = nodes.toSorted((one, other) => one.weight - other.weight);
  const lightest = byWeight.at(0);
  const heaviest = byWeight.at(-1);
  if (!lightest || !heaviest || heaviest.weight <= lightest.weight * widestWeightRatio) return;
  throw new RangeError(
    `weight: ${lightest.weight} of node ${JSON.stringify(lightest.id)} and ${heaviest.weight} of node ` +
      `${JSON.stringify(heaviest.id)} are further apart than 1:${widestWeightRatio}; ` +
      'raise the lighter one or split the heavier node into several',
  );
}
