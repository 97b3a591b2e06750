import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RedisServer } from './redis-server.ts';

const run = promisify(execFile);

const reshardTimeoutMs = 30_000;

/** Has redis-cli move so many slots with their keys, the first ones that the server has. Returns when that is done. */
export async function reshard(from: RedisServer, to: RedisServer, slots: number): Promise<void> {
  const [source, target] = await Promise.all(
    [from, to].map((server) => server.ask((client) => client.cluster('MYID'))),
  );
  const options = {
    '--cluster-from': source,
    '--cluster-to': target,
    '--cluster-slots': String(slots),
  };
  await run(
    'redis-cli',
    [
      ...['--cluster', 'reshard', `127.0.0.1:${from.port}`],
      ...Object.entries(options).flatMap(([name, value]) => [name, String(value)]),
      '--cluster-yes',
    ],
    { timeout: reshardTimeoutMs, maxBuffer: 16 * 1_024 * 1_024 },
  );
}
