import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { GATEWAY } from '../processes/servers.mjs';

const MEMORY_REPORT = fileURLToPath(new URL('memory-report.mjs', import.meta.url));

/**
 * Starts the built gateway with the demo user over Redis servers; not held on a core, since its password hashes need others
 * than its own.
 *
 * @returns Its address, and what asks it for its memory after a collection.
 */
export async function startMeasuredGateway(ports, running, env = {}) {
  const nodes = ports.map((port, index) => `redis://127.0.0.1:${port}?id=n${index + 1}`);
  const child = fork(GATEWAY, {
    execArgv: ['--expose-gc', '--import', MEMORY_REPORT],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      ...{ PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', RINGGATE_DEMO: 'on' },
      ...{ RINGGATE_NODES: nodes.join(' '), RINGGATE_ADMIN_PORT: 'off' },
      // The load says from which address it comes.
      RINGGATE_TRUST_PROXY: '127.0.0.1',
      RINGGATE_LOG_LEVEL: 'silent',
      ...env,
    },
  });
  running.add(async () => {
    child.kill();
    if (child.exitCode === null) await once(child, 'exit');
  });
  let output = '';
  const url = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the gateway ended:\n${output}`)));
    child.stdout.on('data', (chunk) => {
      output = (output + chunk).slice(-8_192);
      const match = /http:\/\/[\w.:[\]]+\/graphql/.exec(output);
      if (match) resolve(new URL(match[0]));
    });
  });
  const memory = async () => {
    child.send('memory');
    const [report] = await once(child, 'message');
    return report;
  };
  return { url, memory };
}
