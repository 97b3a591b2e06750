import { writeFile } from 'node:fs/promises';
import { loadByAutocannon } from './autocannon.mjs';
import { loadByWrk, wrkVersion } from './wrk.mjs';

/** Name and version of the load generator: `wrk` where it is installed. */
export const LOAD_GENERATOR = wrkVersion() ?? 'autocannon';

/** Connections of the load generator; each waits for its answer before it sends again. */
export const CONNECTIONS = 50;

/**
 * Puts a load on a server for some seconds.
 *
 * @param load `url`; `requestsFile`, as {@link writeRequests} writes it; `connections`; `seconds`.
 * @returns `requests` that were answered, `durationUs`, `bytes` of all answers, `p50Us` and `p99Us` of latency,
 *   `wrongStatus`: answers that were not 2xx; `failed`: connections refused or broken; `late`: answers that took too
 *   long.
 */
export function putLoad(load) {
  return wrkVersion() === undefined ? loadByAutocannon(load) : loadByWrk(load);
}

/** Writes what {@link putLoad} sends: the query once, then a cookie a line. */
export async function writeRequests(path, query, cookies) {
  await writeFile(path, [JSON.stringify({ query }), ...cookies, ''].join('\n'), { mode: 0o600 });
}
