import { Redis } from 'ioredis';
import { logIn } from '../load/log-in.mjs';

/** What every node knows of Ringgate's ring: no login leaves it. */
const RING_KEY = 'ring';

/**
 * Empties the servers, signs one user in, and asks what every key takes (MEMORY USAGE, all fields counted).
 *
 * @param ports Of the gateway's Redis servers.
 * @returns `key` (ids shortened), `type`, `encoding` and `bytes`, the largest first.
 */
export async function sessionBytes({ url, user, ports }) {
  const clients = ports.map((port) => new Redis(port, '127.0.0.1', { commandTimeout: 5_000 }));
  try {
    await Promise.all(clients.map((client) => client.flushall()));
    await logIn(url, user.username, user.password);
    const keys = await Promise.all(clients.map(keysOf));
    return keys.flat().sort((a, b) => b.bytes - a.bytes);
  } finally {
    for (const client of clients) client.disconnect();
  }
}

async function keysOf(client) {
  const keyspace = await client.info('keyspace');
  const database = /^db(\d+):/m.exec(keyspace)?.[1];
  if (database === undefined) return [];
  await client.select(Number(database));
  const keys = (await client.keys('*')).filter((key) => key !== RING_KEY);
  return Promise.all(
    keys.map(async (key) => ({
      key: key.replace(/[\w-]{20,}/g, (id) => `${id.slice(0, 4)}...`),
      type: await client.type(key),
      encoding: await client.object('ENCODING', key),
      bytes: await client.memory('USAGE', key, 'SAMPLES', 0),
    })),
  );
}
