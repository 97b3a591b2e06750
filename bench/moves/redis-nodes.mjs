import { Redis } from 'ioredis';
import { startRedisServers } from '../processes/redis-servers.mjs';

const SESSION_PREFIX = 's:{';

/**
 * Starts servers to be nodes of a ring.
 *
 * @param weights One for each node; they are called a, b, c and so on.
 * @returns Each node's `id`, `weight`, `url`, and a `client` that looks at it.
 */
export async function startRedisNodes(weights, running) {
  const ports = await startRedisServers(weights.length, running);
  return ports.map((port, at) => {
    const client = new Redis(port, '127.0.0.1', { commandTimeout: 30_000 });
    running.add(async () => client.disconnect());
    const id = String.fromCharCode(97 + at);
    return { id, weight: weights[at], url: `redis://127.0.0.1:${port}`, client };
  });
}

/** What `RINGGATE_NODES` says of some nodes. */
export function nodeList(nodes) {
  return nodes.map(({ id, weight, url }) => `${url}?id=${id}&weight=${weight}`).join(' ');
}

/** @returns Session id to the ids of the nodes that have its record, joined by a comma: one, when all is well. */
export async function recordPlaces(nodes) {
  const places = new Map();
  for (const { id: nodeId, client } of nodes) {
    for (const key of await client.keys(`${SESSION_PREFIX}*`)) {
      const id = key.slice(SESSION_PREFIX.length, -1);
      places.set(id, places.has(id) ? `${places.get(id)},${nodeId}` : nodeId);
    }
  }
  return places;
}

/**
 * Compares where records were before and after a change of one node.
 *
 * @returns `moved`; `needless`: of those, how many went between two nodes that the change does not name; `astray`: records
 *   that are gone, or on two nodes.
 */
export function comparePlaces(before, after, nodeId) {
  const counts = { moved: 0, needless: 0, astray: 0 };
  for (const [id, place] of before) {
    const now = after.get(id);
    if (now === undefined || now.includes(',')) counts.astray += 1;
    else if (now !== place) {
      counts.moved += 1;
      if (now !== nodeId && place !== nodeId) counts.needless += 1;
    }
  }
  return counts;
}
