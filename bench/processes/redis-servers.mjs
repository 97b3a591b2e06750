import { createServer } from 'node:net';
import { startChild } from './child.mjs';
import { LOAD_CORE, onCore } from './cores.mjs';

/**
 * Real redis-server processes on loopback, without persistence, on the load generator's core.
 *
 * @param count How many.
 * @returns Their ports.
 */
export async function startRedisServers(count, running) {
  const ports = [];
  for (let index = 0; index < count; index += 1) {
    const port = await freePort();
    const server = await startChild(
      onCore(LOAD_CORE, 'redis-server', [
        ...['--port', String(port), '--bind', '127.0.0.1'],
        ...['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'],
      ]),
      { ready: /Ready to accept connections/ },
    );
    running.add(server.stop);
    ports.push(port);
  }
  return ports;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
