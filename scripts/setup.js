// Installs what the tests and `npm run dev:redis` need beside Node: redis-server, and a Chromium for the tests in a
// browser. Does nothing where they are there.
import { spawnSync } from 'node:child_process';

const oldestRedis = [6, 2];

const redis = {
  debianPackages: ['redis-server'],
  brewArguments: ['redis'],
  isThere: () => redisVersion() !== null,
  byHand:
    'install redis-server 6.2 or later (https://redis.io/docs/latest/operate/oss_and_stack/install/) so that it is on the PATH',
};

// Where test/support/chromium-path.ts looks for it.
const chromiumCommands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const chromium = {
  // Without a font there is nothing to see, or to click.
  debianPackages: ['chromium', 'fonts-liberation'],
  // Homebrew's cask of Chromium itself is unsigned, and macOS does not let it start.
  brewArguments: ['--cask', 'google-chrome'],
  isThere: () => chromiumPath() !== undefined,
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

/** Ubuntu has a `chromium-browser` that only tells to install something else, so what it answers counts. */
function answers(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

function fail(...messages) {
  for (const message of messages) console.error(`setup: ${message}`);
  process.exit(1);
}

function redisVersion() {
  const { stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return /v=(\d+)\.(\d+)\.\d+/.exec(stdout ?? '');
}

function chromiumPath() {
  const named = process.env.CHROMIUM_PATH;
  return (named === undefined ? chromiumCommands : [named]).find(answers);
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
const browser = chromiumPath();
if (browser === undefined) fail('Chromium is still not on the PATH', chromium.byHand);
console.log(`setup: redis-server ${major}.${minor} and ${browser} are there`);
