// Installs what the tests and `npm run dev:redis` need beside Node: redis-server. Does nothing when it is there.
import { spawnSync } from 'node:child_process';

const oldestRedis = [6, 2];

function run(command, args) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) fail(`${command} failed${error === undefined ? '' : `: ${error.message}`}`);
}

function has(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

function fail(message) {
  console.error(`setup: ${message}`);
  process.exit(1);
}

function redisVersion() {
  const { stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return /v=(\d+)\.(\d+)\.\d+/.exec(stdout ?? '');
}

function aptGet(...args) {
  const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  if (process.getuid() === 0) run(command[0], command.slice(1));
  else if (has('sudo')) run('sudo', command);
  else
    fail(
      'redis-server is missing, and neither root nor sudo is there to install it: apt-get install redis-server',
    );
}

if (redisVersion() === null) {
  if (process.platform === 'linux' && has('apt-get')) {
    aptGet('update');
    aptGet('install', '--yes', '--no-install-recommends', 'redis-server');
  } else if (process.platform === 'darwin' && has('brew')) {
    run('brew', ['install', 'redis']);
  } else {
    fail(
      'install redis-server 6.2 or later (https://redis.io/docs/latest/operate/oss_and_stack/install/) so that it is on the PATH',
    );
  }
}

const found = redisVersion();
if (found === null) fail('redis-server is still not on the PATH');
const [major, minor] = [Number(found[1]), Number(found[2])];
if (major < oldestRedis[0] || (major === oldestRedis[0] && minor < oldestRedis[1])) {
  fail(`redis-server is ${major}.${minor}, but ${oldestRedis.join('.')} or later is needed`);
}
console.log(`setup: redis-server ${major}.${minor} is there`);
