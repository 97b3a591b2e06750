import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LOAD_CORE, onCore } from '../processes/cores.mjs';

const WORKER = fileURLToPath(new URL('autocannon-process.mjs', import.meta.url));
const STOP_AFTER_MS = 10_000;

/** Puts a load on a server by autocannon, in a process of its own on the load generator's core. See `load.mjs`. */
export async function loadByAutocannon({ url, requestsFile, connections, seconds }) {
  const worker = onCore(LOAD_CORE, process.execPath, [
    WORKER,
    ...[url.href, requestsFile, String(connections), String(seconds)],
  ]);
  const { stdout } = await promisify(execFile)(worker.command, worker.args, {
    timeout: seconds * 1_000 + STOP_AFTER_MS,
  });
  return JSON.parse(stdout);
}
