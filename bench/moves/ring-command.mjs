import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onCore } from '../processes/cores.mjs';
import { GATEWAY } from '../processes/servers.mjs';

/**
 * Changes a ring by the `ringgate` command, which then moves the records: a process of its own.
 *
 * @param change `args` of `ringgate ring`; `nodes`, as in `RINGGATE_NODES`; `rate`; `core` of the mover.
 * @returns `begun`, which resolves once the ring is moving, and `done`: what the command said when the ring was stable
 *   again, `moved` and `tookMs` among it.
 */
export function changeRing({ args, nodes, rate, core }, running) {
  const words = [GATEWAY, 'ring', ...args, '--rate', String(rate), '--json'];
  const { command, args: all } = onCore(core, process.execPath, words);
  const child = spawn(command, all, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', RINGGATE_NODES: nodes },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(async () => child.kill());
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
  const lines = createInterface({ input: child.stdout });
  const seen = (event) =>
    new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        const facts = JSON.parse(line);
        if (facts.event === event) resolve(facts);
      });
      child.once('close', (code) =>
        reject(new Error(`${words.join(' ')} ended with ${code}: ${complaint}`)),
      );
    });
  const told = { begun: seen('begun'), done: seen('done') };
  // Whoever waits for one of them is told of the failure there.
  for (const promise of Object.values(told)) promise.catch(() => undefined);
  return told;
}

/** What adds a node by the `ringgate ring` command. */
export function addition({ id, url, weight }) {
  return ['add', url, '--id', id, '--weight', String(weight)];
}
