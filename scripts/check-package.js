// Installs the packed tarball into an empty folder elsewhere, as its users do, and logs in over HTTP by `npx ringgate`.
// Proves what no test in this folder can: that the package is whole and that its dependencies are declared.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const startLimitMs = 30_000;
const answerLimitMs = 10_000;
const stopLimitMs = 20_000;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ringgate-package-')));
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
    env: { ...clean, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface({ input: child.stdout });
  const limit = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), startLimitMs);
  for await (const line of lines) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/graphql/.exec(line)?.[0];
    if (address === undefined) continue;
    clearTimeout(limit);
    child.stdout.resume();
    return { child, address };
  }
  throw new Error('npx ringgate ended before it printed its address');
}

async function stopGateway(child) {
  const limit = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), stopLimitMs);
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  const [code, signal] = await ended;
  clearTimeout(limit);
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, 'SIGTERM must end it with 0');
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
  await stopGateway(demo.child);

  run('npx', ['ringgate', 'users', 'add', 'ada', '--file', 'users.yaml', '--stdin'], {
    input: 'correct horse battery\n',
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const own = await startGateway({ RINGGATE_USERS_FILE: 'users.yaml' });
  await logsIn(own.address, 'ada', 'correct horse battery', {
    user: { username: 'ada', roles: [] },
    values: {},
  });
  await stopGateway(own.child);

  writeFileSync(
    join(folder, 'ring.js'),
    "import { HashRing } from 'ringgate';\nconsole.log(HashRing.create([{ id: 'a' }]).owner('key'));\n",
  );
  assert.equal(run('node', ['ring.js']).trim(), 'a');
  console.log('check-package: the installed package logs in, edits users, and exports the ring');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
