import { hash } from 'node:crypto';
import ConsistentHash from 'consistent-hash';
import PeerHashRing from 'hashring';
import { HashRing as KetamaRing } from 'ketama';
import { HashRing } from '../../dist/ring/hash-ring.js';

/**
 * The rings to compare, each as its documentation sets it up with weights. `build` takes `[{ id, weight }]` and answers
 * `owner(key)` and `add(node)`, which answers the ring with one more node.
 *
 * The floor is no ring: it hashes a key as Ringgate does, and splits the keys by cumulated weight. So it shows what the
 * hash alone costs, and the error of shares that comes from counting a sample of keys. It can't take a node gently.
 */
export const RINGS = [
  { name: 'bare hash (floor)', build: buildFloor },
  { name: 'ringgate', build: (nodes) => wrapRinggate(HashRing.create(nodes)) },
  { name: 'hashring', build: buildHashring },
  { name: 'ketama', build: buildKetama },
  { name: 'consistent-hash', build: buildConsistentHash },
];

function buildFloor(nodes) {
  const total = nodes.reduce((sum, { weight }) => sum + weight, 0);
  let cumulated = 0;
  const ends = nodes.map(({ weight }) => ((cumulated += weight) / total) * 2 ** 32);
  return {
    lookup: (key) => hash('sha256', key, 'hex'),
    owner(key) {
      const point = Number.parseInt(hash('sha256', key, 'hex').slice(0, 8), 16);
      return nodes[ends.findIndex((end) => point < end)].id;
    },
  };
}

function wrapRinggate(ring) {
  return {
    owner: (key) => ring.owner(key),
    add: (node) => wrapRinggate(ring.add(node)),
    exactShareError: ring.shareError(),
  };
}

function buildHashring(nodes) {
  const build = () =>
    new PeerHashRing(Object.fromEntries(nodes.map(({ id, weight }) => [address(id), weight])));
  const ring = build();
  return {
    owner: (key) => ring.get(key),
    add({ id, weight }) {
      const grown = build();
      grown.add({ [address(id)]: weight });
      return { owner: (key) => grown.get(key) };
    },
  };
}

/** `hashring` only takes host:port. */
function address(id) {
  return `${id}:6379`;
}

function buildKetama(nodes) {
  const ring = new KetamaRing(nodes.map(({ id, weight }) => ({ node: id, weight })));
  return {
    owner: (key) => ring.getNode(key),
    add({ id, weight }) {
      const grown = new KetamaRing(nodes.map((node) => ({ node: node.id, weight: node.weight })));
      grown.addNode(id, weight);
      return { owner: (key) => grown.getNode(key) };
    },
  };
}

/** Its points are drawn at random, so that no two processes agree, and a ring can only be added to as it is. */
function buildConsistentHash(nodes) {
  const pointsPerWeight = 40;
  const ring = new ConsistentHash();
  for (const { id, weight } of nodes) ring.add(id, weight * pointsPerWeight);
  return {
    owner: (key) => ring.get(key),
    add({ id, weight }) {
      ring.add(id, weight * pointsPerWeight);
      return { owner: (key) => ring.get(key) };
    },
  };
}
