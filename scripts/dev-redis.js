// Starts three Redis servers with the weights 15, 20 and 10 and the gateway over them. Ctrl-C, SIGTERM or the end of any
// of them ends them all. Their data is in a temporary folder and goes with them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stopProcess } from './stop-process.js';

const weights = new Map([
  ['a', 15],
  ['b', 20],
  ['c', 10],
]);
const startLimitMs = 5_000;

const folder = mkdtempSync(join(tmpdir(), 'ringgate-dev-'));
const children = [];
let ending;

/** A group of its own, so that Ctrl-C reaches this script alone and the gateway ends before its nodes do. */
function start(name, command, args, env) {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', name === 'gateway' ? 'inherit' : 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  child.once('error', (error) => void end(1, `${name} did not start: ${error.message}`));
  child.once(
    'exit',
    (code, signal) => void end(code ?? 1, `${name} has ended (${signal ?? code})`),
  );
  children.push(child);
}

function end(exitCode, why) {
  ending ??= stopAll(why).then(() => process.exit(exitCode));
  return ending;
}

async function stopAll(why) {
  console.log(`dev:redis: ${why}, ending all`);
  for (const child of children.toReversed()) await stopProcess(child);
  rmSync(folder, { recursive: true, force: true });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function accepting(port) {
  const giveUpAt = Date.now() + startLimitMs;
  while (ending === undefined) {
    const socket = createConnection(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    if (Date.now() > giveUpAt) return end(1, `the server on port ${port} does not answer`);
    await delay(20);
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void end(0, signal));
}

const nodes = [];
for (const [id, weight] of weights) {
  const port = await freePort();
  mkdirSync(join(folder, id));
  start(`Redis ${id}`, 'redis-server', [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', join(folder, id)],
    ...['--save', '', '--appendonly', 'yes'],
  ]);
  await accepting(port);
  console.log(`dev:redis: Redis ${id} at 127.0.0.1:${port}, weight ${weight}`);
  nodes.push(`redis://127.0.0.1:${port}/0?id=${id}&weight=${weight}`);
}
if (ending === undefined) {
  start('gateway', process.execPath, [fileURLToPath(new URL('../dist/main.js', import.meta.url))], {
    RINGGATE_NODES: nodes.join(' '),
  });
}
