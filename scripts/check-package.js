// Installs the packed tarball into an empty folder elsewhere, as its users do, and logs in over HTTP by `npx ringgate`.
// Proves what no test in this folder can: that the package is whole and that its dependencies are declared.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const startLimitMs = 30_000;
const answerLimitMs = 10_000;
const stopLimitMs = 20_000;
const pollMs = 50;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ringgate-package-')));
const groups = [];
const clean = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(RINGGATE_|npm_|NODE_ENV$|HOST$|PORT$)/.test(name),
  ),
);

function run(command, args, options = {}) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: folder,
    env: clean,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    ...options,
  });
  assert.equal(status, 0, `${command} ${args.join(' ')} ended with ${status}`);
  return stdout;
}

/** Starts `npx ringgate` and answers the address that it prints. */
async function startGateway(env) {
  const child = spawn('npx', ['ringgate'], {
    cwd: folder,
    env: { ...clean, PORT: '0', RINGGATE_ADMIN_PORT: 'off', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  groups.push(child.pid);
  const lines = createInterface({ input: child.stdout });
  const limit = setTimeout(() => killGroup(child.pid), startLimitMs);
  for await (const line of lines) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/graphql/.exec(line)?.[0];
    if (address === undefined) continue;
    clearTimeout(limit);
    child.stdout.resume();
    return { child, address };
  }
  throw new Error('npx ringgate ended before it printed its address');
}

/** Ends it as Ctrl-C does: the signal reaches npx, its shell and the gateway (npx hands it on to the shell alone). */
async function stopGateway({ child, address }) {
  process.kill(-child.pid, 'SIGINT');
  const giveUpAt = Date.now() + stopLimitMs;
  while (await accepts(address)) {
    assert.ok(Date.now() < giveUpAt, 'Ctrl-C must end the gateway');
    await delay(pollMs);
  }
}

async function accepts(address) {
  const socket = createConnection(Number(new URL(address).port), '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

async function ask(address, query, variables, cookie) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie === undefined ? {} : { cookie }) },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(answerLimitMs),
  });
  const [setCookie = ''] = response.headers.getSetCookie();
  return { body: await response.json(), cookie: setCookie.split(';')[0] };
}

const login = `mutation ($username: String!, $password: String!) {
  login(username: $username, password: $password) {
    ... on LoginSuccess { session { user { username roles } values } }
  }
}`;

async function logsIn(address, username, password, session) {
  const first = await ask(address, login, { username, password });
  assert.deepEqual(first.body, { data: { login: { session } } });
  const second = await ask(address, '{ session { user { username } } }', {}, first.cookie);
  assert.deepEqual(second.body, { data: { session: { user: { username } } } });
}

/** The page that a browser gets, and the first script that it loads. */
async function opensPlayground(address) {
  const signal = AbortSignal.timeout(answerLimitMs);
  const page = await fetch(address, { headers: { accept: 'text/html' }, signal });
  const script = /<script[^>]* src="([^"]+)"/.exec(await page.text())?.[1];
  assert.ok(script, 'GET /graphql must answer the playground');
  assert.equal((await fetch(new URL(script, address), { signal })).status, 200);
}

try {
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: process.cwd(),
      env: process.env,
    }),
  );
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  run('npm', ['install', '--no-audit', '--no-fund', `./${filename}`]);

  const { version } = JSON.parse(
    run('node', ['-p', 'JSON.stringify(require("ringgate/package.json"))']),
  );
  assert.equal(run('npx', ['ringgate', '--version']).trim(), version);

  const demo = await startGateway({});
  await logsIn(demo.address, 'wupeiqi', '123', {
    user: { username: 'wupeiqi', roles: ['admin'] },
    values: { c_user: 'chenchao', c_card: '123.com' },
  });
  await opensPlayground(demo.address);
  await stopGateway(demo);

  run('npx', ['ringgate', 'users', 'add', 'ada', '--file', 'users.yaml', '--stdin'], {
    input: 'correct horse battery\n',
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const own = await startGateway({ RINGGATE_USERS_FILE: 'users.yaml' });
  await logsIn(own.address, 'ada', 'correct horse battery', {
    user: { username: 'ada', roles: [] },
    values: {},
  });
  await stopGateway(own);

  writeFileSync(
    join(folder, 'ring.js'),
    "import { HashRing } from 'ringgate';\nconsole.log(HashRing.create([{ id: 'a' }]).owner('key'));\n",
  );
  assert.equal(run('node', ['ring.js']).trim(), 'a');
  console.log(
    'check-package: the installed package logs in, opens the playground, edits users, and exports the ring',
  );
} finally {
  for (const pid of groups) killGroup(pid);
  rmSync(folder, { recursive: true, force: true });
}
