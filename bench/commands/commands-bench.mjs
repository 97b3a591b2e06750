import { startRedisServers } from '../processes/redis-servers.mjs';
import { SERVERS, startServer } from '../processes/servers.mjs';
import { prepareWork } from '../sessions/work.mjs';
import { CommandRecorder } from './command-recorder.mjs';
import { countCommands } from './count-commands.mjs';
import { sessionBytes } from './session-bytes.mjs';

/** Servers whose commands are counted. Mercurius has the session plugin and the store of `fastify`. */
export const COUNTED = ['express', 'fastify', 'ringgate-1', 'ringgate-3'];

/** How often each operation is counted. */
export const TURNS = 20;

/** Of Ringgate: asking now and then whether the ring has changed belongs to no request. */
const SELDOM_POLLED = { RINGGATE_RING_POLL_INTERVAL: '1h' };

const DEMO_USER = 'wupeiqi';

/**
 * Counts commands a request and bytes a session, of one server after the other.
 *
 * @param servers Of {@link COUNTED}.
 * @returns For each server its `name`, the `rows` of `countCommands` and the `keys` of `sessionBytes` for the demo user.
 */
export async function measureCommands({ servers, log }, running) {
  const usernames = [DEMO_USER, ...Array.from({ length: TURNS - 1 }, (_, i) => `user-${i}`)];
  const work = await prepareWork(usernames, running);
  const users = usernames.map((username) => ({ username, password: work.password }));
  const results = [];
  for (const name of servers) {
    log(`counting ${name}`);
    // Servers of its own: nothing that another gateway does is seen.
    const ports = await startRedisServers(SERVERS[name].redisServers, running);
    const server = await startServer(name, { ports, work, running, env: SELDOM_POLLED });
    const recorders = await Promise.all(ports.map((port) => CommandRecorder.start(port, running)));
    const rows = await countCommands({ url: server.url, users, recorders });
    const keys = await sessionBytes({ url: server.url, user: users[0], ports });
    results.push({ name, rows, keys });
    await server.stop();
  }
  return results;
}
