// Starts the gateway and, before it, the example shop: one address for both. Ctrl-C, SIGTERM or the end of the
// gateway ends both. PORT is the shop's port; every RINGGATE_ option reaches the gateway.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { serveStorefront } from '../examples/storefront/serve.js';
import { stopProcess } from './stop-process.js';

const startLimitMs = 20_000;
const { PORT: portText = '4001' } = process.env;
const port = Number(portText);
if (!/^\d+$/.test(portText) || port > 65_535) {
  console.error(
    `example: PORT is ${JSON.stringify(portText)}, and must be a number from 0 (any free port) to 65535`,
  );
  process.exit(2);
}

let shop;
let ending;

/** A group of its own, so that Ctrl-C reaches this script alone. */
const gateway = spawn(
  process.execPath,
  [fileURLToPath(new URL('../dist/main.js', import.meta.url))],
  {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      RINGGATE_ADMIN_PORT: '0',
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      RINGGATE_TRUST_PROXY: '127.0.0.1',
    },
  },
);
gateway.once('error', (error) => void end(1, `the gateway did not start: ${error.message}`));
gateway.once(
  'exit',
  (code, signal) => void end(code ?? 1, `the gateway has ended (${signal ?? code})`),
);

/** Prints what the gateway logs, a line of JSON each, and returns where it listens. */
function gatewayAddress() {
  return new Promise((resolve) => {
    const timer = setTimeout(() => void end(1, 'the gateway does not listen'), startLimitMs);
    createInterface(gateway.stdout).on('line', (line) => {
      const text = messageOf(line);
      const url = /listens on (http:\S+)\/graphql/.exec(text)?.[1];
      if (url === undefined) return console.log(`gateway: ${text}`);
      clearTimeout(timer);
      resolve(url);
    });
  });
}

function messageOf(line) {
  try {
    return JSON.parse(line).msg ?? line;
  } catch {
    return line;
  }
}

function end(exitCode, why) {
  ending ??= stopAll(why).then(() => process.exit(exitCode));
  return ending;
}

async function stopAll(why) {
  console.log(`example: ${why}, ending all`);
  await shop?.close();
  await stopProcess(gateway);
}

function explain(error) {
  return error.code === 'EADDRINUSE'
    ? `port ${port} is taken; choose another one, as in PORT=${port + 1} npm run example`
    : error.message;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void end(0, signal));
}

const gatewayUrl = await gatewayAddress();
if (ending === undefined) {
  try {
    shop = await serveStorefront({ gatewayUrl, port });
    console.log(`example: the shop is at ${shop.url}`);
  } catch (error) {
    await end(1, explain(error));
  }
}
