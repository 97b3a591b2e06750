import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LOAD_CORE, onCore } from '../processes/cores.mjs';
import { ANSWER_WITHIN_MS } from './answer-time.mjs';

const SCRIPT = fileURLToPath(new URL('rotate-cookies.lua', import.meta.url));
const STOP_AFTER_MS = 10_000;

/** What `wrk` calls its version; undefined when it is not installed. */
export function wrkVersion() {
  const { stdout, error } = spawnSync('wrk', ['--version'], { encoding: 'utf8' });
  return error ? undefined : stdout.split(' [')[0];
}

/** Puts a load on a server by `wrk`, with one thread on the load generator's core. See `load.mjs`. */
export async function loadByWrk({ url, requestsFile, connections, seconds }) {
  const wrk = onCore(LOAD_CORE, 'wrk', [
    ...[
      '-t',
      '1',
      '-c',
      String(connections),
      '-d',
      `${seconds}s`,
      '--timeout',
      `${ANSWER_WITHIN_MS / 1_000}s`,
    ],
    ...['-s', SCRIPT, url.href, '--', requestsFile],
  ]);
  const { stdout } = await promisify(execFile)(wrk.command, wrk.args, {
    timeout: seconds * 1_000 + STOP_AFTER_MS,
  });
  const json = stdout.split('\n').find((line) => line.startsWith('{'));
  if (json === undefined) throw new Error(`wrk printed no result:\n${stdout}`);
  return JSON.parse(json);
}
