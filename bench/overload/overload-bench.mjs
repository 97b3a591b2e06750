// What a gateway does past its capacity: `node bench/overload/overload-bench.mjs [logins] [load] [memory] [options]`.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { logIn } from '../load/log-in.mjs';
import { startRedisServers } from '../processes/redis-servers.mjs';
import { Running } from '../processes/running.mjs';
import { startMeasuredGateway } from './measured-gateway.mjs';

const ASKER = fileURLToPath(new URL('asking-process.mjs', import.meta.url));

const PARTS = { logins, load, memory };

const HELP = `node bench/overload/overload-bench.mjs [${Object.keys(PARTS).join('] [')}] [options]

  logins  latency of 500 reads of a session a second, without and with a flood of logins beside
  load    what is answered and shed, and the latency of both, with more and more connections
  memory  memory in use before, during and after an overload

  --rounds N   rounds of logins and load (3)
  --seconds N  seconds of each run (5); of the overload of memory (60)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const rounds = Number(values.rounds);
const names = positionals.length > 0 ? positionals : Object.keys(PARTS);

const running = new Running();
running.endOnSignals();
try {
  for (const name of names) {
    if (!Object.hasOwn(PARTS, name)) throw new RangeError(`no part is named ${name}\n\n${HELP}`);
    console.log(`\n${name}`);
    const own = new Running();
    running.add(() => own.end());
    const gateway = await startMeasuredGateway(await startRedisServers(1, own), own);
    const cookie = await logIn(gateway.url, 'wupeiqi', '123');
    await PARTS[name](gateway, cookie);
    await own.end();
  }
} finally {
  await running.end();
}

async function logins({ url }, cookie) {
  const seconds = Number(values.seconds ?? 5);
  const reads = () => ask(url, { kind: 'reads', cookie, connections: 8, perSecond: 500, seconds });
  for (let round = 0; round <= rounds; round += 1) {
    const alone = await reads();
    const [beside, flood] = await Promise.all([
      reads(),
      ask(url, { kind: 'logins', connections: 100, seconds: seconds + 1 }),
    ]);
    const ratio = (beside.p99Us / alone.p99Us).toFixed(2);
    const title = round === 0 ? 'warm-up' : `round ${round}`;
    console.log(
      `${title}: reads alone ${latency(alone)}; beside ${flood.perSecond} logins/s (${flood.busy} busy, ` +
        `${flood.failed} failed) ${latency(beside)}; p99 ratio ${ratio}`,
    );
  }
}

async function load({ url }, cookie) {
  const seconds = Number(values.seconds ?? 5);
  for (let round = 0; round < rounds; round += 1) {
    for (const connections of [50, 500, 2_000, 8_000]) {
      const run = await ask(url, { kind: 'reads', cookie, connections, seconds });
      console.log(
        `round ${round + 1}, ${connections} connections: ${run.perSecond} answered/s ${latency(run)}; ` +
          `${Math.round(run.shed / seconds)} shed/s, p99 ${ms(run.shedP99Us)}; ${run.unavailable} past the bound of the node; ${run.failed} failed`,
      );
    }
  }
}

async function memory({ url, memory: used }, cookie) {
  const seconds = Number(values.seconds ?? 60);
  const overload = (duration) =>
    ask(url, { kind: 'reads', cookie, connections: 8_000, seconds: duration });
  // So that what is made once is there: compiled code, buffers, the pools of connections.
  await overload(5);
  console.log(`before: ${inUse(await used())}`);
  const during = [];
  const timer = setInterval(() => void used().then((report) => during.push(report)), 5_000);
  const run = await overload(seconds);
  clearInterval(timer);
  const most = during.reduce((a, b) => (a.rss > b.rss ? a : b), during[0]);
  console.log(`during ${seconds} s (${run.answered} answered, ${run.shed} shed): ${inUse(most)}`);
  for (let wait = 0; wait < 3; wait += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    console.log(`after ${wait + 1} s: ${inUse(await used())}`);
  }
}

function ask({ hostname: host, port, pathname: path }, options) {
  const child = spawn(
    process.execPath,
    [ASKER, JSON.stringify({ host, port: Number(port), path, ...options })],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`the load ended with ${code}`));
    });
  });
}

function latency({ p50Us, p99Us }) {
  return `p50 ${ms(p50Us)}, p99 ${ms(p99Us)}`;
}

function ms(us) {
  return us === undefined ? '-' : `${(us / 1_000).toFixed(1)} ms`;
}

function inUse({ heapUsed, external, rss }) {
  const [heap, outside, all] = [heapUsed, external, rss].map((bytes) => (bytes / 1e6).toFixed(1));
  return `heap ${heap} MB, external ${outside} MB, resident ${all} MB`;
}
