// Installs what the tests and `npm run dev:redis` need beside Node: redis-server, and a Chromium for the tests in a
// browser; and promtool for `npm run deploy:check`, where it can be had. Does nothing where they are there.
import { spawnSync } from 'node:child_process';
import { findChromium } from './find-chromium.js';
import { setUpPromtool } from './setup-promtool.js';

const oldestRedis = [6, 2];

const redis = {
  debianPackages: ['redis-server'],
  brewArguments: ['redis'],
  isThere: () => redisVersion() !== null,
  byHand:
    'install redis-server 6.2 or later (https://redis.io/docs/latest/operate/oss_and_stack/install/) so that it is on the PATH',
};

const chromium = {
  // Without a font there is nothing to see, or to click.
  debianPackages: ['chromium', 'fonts-liberation'],
  // Homebrew's cask of Chromium itself is unsigned, and macOS does not let it start.
  brewArguments: ['--cask', 'google-chrome'],
  isThere: () => findChromium(process.env) !== undefined,
  byHand: 'install Chromium or Google Chrome so that it is on the PATH, or set CHROMIUM_PATH to it',
};

function run(command, args, hint) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) {
    fail(`${command} failed${error === undefined ? '' : `: ${error.message}`}`, hint);
  }
}

function has(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

function fail(...messages) {
  for (const message of messages) console.error(`setup: ${message}`);
  process.exit(1);
}

function redisVersion() {
  const { stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return /v=(\d+)\.(\d+)\.\d+/.exec(stdout ?? '');
}

function aptGet(packages, hint, ...args) {
  const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  if (process.getuid() === 0) run(command[0], command.slice(1), hint);
  else if (has('sudo')) run('sudo', command, hint);
  else
    fail(
      'programs are missing, and neither root nor sudo is there to install them: ' +
        `apt-get install ${packages.join(' ')}`,
    );
}

const missing = [redis, chromium].filter((program) => !program.isThere());
if (missing.length > 0) {
  const hints = missing.map(({ byHand }) => byHand);
  if (process.platform === 'linux' && has('apt-get')) {
    const packages = missing.flatMap(({ debianPackages }) => debianPackages);
    aptGet(packages, hints.join('; '), 'update');
    aptGet(packages, hints.join('; '), 'install', '--yes', '--no-install-recommends', ...packages);
  } else if (process.platform === 'darwin' && has('brew')) {
    for (const { brewArguments, byHand } of missing)
      run('brew', ['install', ...brewArguments], byHand);
  } else {
    fail(...hints);
  }
}

const found = redisVersion();
if (found === null) fail('redis-server is still not on the PATH');
const [major, minor] = [Number(found[1]), Number(found[2])];
if (major < oldestRedis[0] || (major === oldestRedis[0] && minor < oldestRedis[1])) {
  fail(`redis-server is ${major}.${minor}, but ${oldestRedis.join('.')} or later is needed`);
}
const browser = findChromium(process.env);
if (browser === undefined) fail('Chromium is still not on the PATH', chromium.byHand);
console.log(`setup: redis-server ${major}.${minor} and ${browser} are there`);
if (!setUpPromtool()) {
  console.log(
    'setup: promtool is not there; `npm run deploy:check` leaves out what it would check',
  );
}
