import type { Topology } from '../../ring/topology.ts';
import { nodeAddress } from '../node-address.ts';
import type { NodePlace } from './open-nodes.ts';

/** A node as it is configured, without credentials. */
export interface ConfiguredPlace extends NodePlace {
  readonly weight: number;
}

/**
 * In what a list of nodes differs from the ring as it is, or will be once it has moved. No credential in it.
 *
 * @returns A few words for each difference; empty when there is none.
 */
export function ringDifferences(
  configured: readonly ConfiguredPlace[],
  { nodes }: Topology,
): readonly string[] {
  const missing = nodes
    .filter(({ id }) => !configured.some((place) => place.id === id))
    .map(({ id, url }) => `${id} (${nodeAddress(url)}) is in the ring and not in the list`);
  return [
    ...configured.flatMap((place): readonly string[] => {
      const node = nodes.find(({ id }) => id === place.id);
      return node
        ? [...nodeDifferences(place, node)]
        : [`${place.id} is in the list and not in the ring`];
    }),
    ...missing,
  ];
}

function* nodeDifferences(place: ConfiguredPlace, node: ConfiguredPlace): Generator<string> {
  const { id } = place;
  if (place.weight !== node.weight) {
    yield `${id} has the weight ${node.weight} in the ring and ${place.weight} in the list`;
  }
  const [inRing, inList] = [nodeAddress(node.url), nodeAddress(place.url)];
  if (inRing !== inList)
    yield `${id} is at ${inRing} in the ring and at ${inList} in the list, where it is looked for first`;
}
