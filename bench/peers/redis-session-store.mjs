import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';

/**
 * connect-redis as its README sets it up, on the server that the environment's `REDIS_URL` names.
 *
 * With `PEER_TUNED` the TTL is not renewed by every read (`disableTouch`), which its README offers for fewer commands.
 *
 * @param prefix Before every key; one for each peer, since they share a server.
 */
export async function redisSessionStore(prefix) {
  const client = createClient({ url: process.env.REDIS_URL });
  client.on('error', (error) => console.error(error));
  await client.connect();
  return new RedisStore({ client, prefix, disableTouch: Boolean(process.env.PEER_TUNED) });
}
