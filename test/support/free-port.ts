import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those that the system gives to whoever asks for any: a server that is killed, to come back at its port, is not to find
 * somebody else there meanwhile.
 */
const lowest = 10_000;
const perWorker = 2_000;
const workers = 5;

const first = lowest + (Number(process.env['JEST_WORKER_ID'] ?? 0) % workers) * perWorker;

/** Not the same ones for each file, since clients of the one before may still be asking there. */
let drawn = randomInt(perWorker);

/** A port of 127.0.0.1 that nobody listens on, and that no other worker of the same run of jest gets. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < perWorker; attempt += 1) {
    drawn = (drawn + 1) % perWorker;
    const port = first + drawn;
    if (await isFree(port)) return port;
  }
  throw new Error(`There is no free port from ${first} to ${first + perWorker - 1}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
