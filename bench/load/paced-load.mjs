import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LOAD_CORE, onCore } from '../processes/cores.mjs';

const WORKER = fileURLToPath(new URL('paced-load-process.mjs', import.meta.url));

/**
 * A load that is the same whatever the server does with it: so many requests a second, at random instants, in an order
 * drawn at random. One process on the load generator's core for all runs, so that its code is compiled.
 *
 * The generators of `load.mjs` send again when they were answered: under them a server that is slowed is asked less.
 */
export class PacedLoad {
  #process;

  /**
   * @param load `url`; `requestsFile`, as {@link writePacedRequests} writes it; `connections`; `perSecond`.
   * @returns A load that has its connections and sends nothing yet.
   */
  static async start({ url, requestsFile, connections, perSecond }, running) {
    const load = new PacedLoad();
    const { command, args } = onCore(LOAD_CORE, process.execPath, [
      ...[WORKER, url.hostname, url.port, url.pathname, requestsFile],
      ...[String(connections), String(perSecond)],
    ]);
    load.#process = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    running.add(async () => load.#process.kill());
    await load.#message();
    return load;
  }

  /**
   * Loads the server until something else is over.
   *
   * @param underWay A promise.
   * @returns `requests` that were answered, how many of them `perSecond`, `p50Us`, `p99Us`, `p999Us` of latency, the
   *   wait for a free connection included.
   * @throws When an answer was not the right one, or the promise rejects.
   */
  async during(underWay) {
    this.#process.send('begin');
    try {
      await underWay;
    } finally {
      this.#process.send('end');
    }
    const { wrong, firstWrong, ...run } = await this.#message();
    if (wrong > 0) {
      throw new Error(
        `${wrong} of ${run.requests} answers were wrong, the first one: ${firstWrong}`,
      );
    }
    return run;
  }

  async #message() {
    const ended = new AbortController();
    const onExit = () => ended.abort(new Error('the load generator ended by itself'));
    this.#process.once('exit', onExit);
    try {
      const [message] = await once(this.#process, 'message', { signal: ended.signal });
      return message;
    } finally {
      this.#process.off('exit', onExit);
    }
  }
}

/**
 * Writes what {@link PacedLoad} sends.
 *
 * @param requests Each `cookie` (the whole header) and the one right `answer`: the text of the body.
 */
export async function writePacedRequests(path, query, requests) {
  const lines = requests.map((request) => JSON.stringify(request));
  await writeFile(path, [JSON.stringify({ query }), ...lines, ''].join('\n'), { mode: 0o600 });
}
