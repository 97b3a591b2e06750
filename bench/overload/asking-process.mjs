// Started by overload-bench.mjs with one argument: JSON of `host`, `port`, `path`, `kind`, `cookie`, `connections`, `seconds`
// and, for a load that does not wait for answers, `perSecond`. Prints one line of JSON: what it was answered.
import { HttpLine } from '../load/http-line.mjs';

const options = JSON.parse(process.argv[2]);
const { host, port, path, kind, cookie, connections, seconds, perSecond } = options;

const READ = '{ session { id user { id } } }';
const LOGIN =
  'mutation ($u: String!) { login(username: $u, password: "not the one") { __typename } }';

/** Its first second is not counted: the code of this process is compiled in it. */
const WARM_UP_MS = 1_000;

const lines = await Promise.all(
  Array.from({ length: connections }, () => new HttpLine(host, port).connected),
);
const startedAt = performance.now();
const endsAt = startedAt + WARM_UP_MS + seconds * 1_000;
const counted = { answered: 0, shed: 0, busy: 0, unavailable: 0, failed: 0 };
const latencies = [];
const shedLatencies = [];
let asked = 0;

if (perSecond === undefined) await Promise.all(lines.map(askOnAndOn));
else await askAtRandom();

console.log(
  JSON.stringify({
    ...counted,
    perSecond: Math.round(counted.answered / seconds),
    ...{ p50Us: percentileUs(latencies, 0.5), p99Us: percentileUs(latencies, 0.99) },
    shedP99Us: percentileUs(shedLatencies, 0.99),
  }),
);
process.exit();

async function askOnAndOn(line) {
  while (performance.now() < endsAt) await ask(line, performance.now());
}

/** At instants drawn at random, so that a server that is slowed is asked no less. */
async function askAtRandom() {
  const free = [...lines];
  const waiting = [];
  let underWay = 0;
  let nextAt = performance.now();
  const sendWaiting = () => {
    while (waiting.length > 0 && free.length > 0) {
      const line = free.pop();
      underWay += 1;
      void ask(line, waiting.shift()).then(() => {
        underWay -= 1;
        free.push(line);
        sendWaiting();
      });
    }
  };
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      for (
        ;
        nextAt <= now && now < endsAt;
        nextAt -= Math.log(1 - Math.random()) * (1_000 / perSecond)
      )
        waiting.push(nextAt);
      sendWaiting();
      if (now < endsAt || underWay + waiting.length > 0) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}

async function ask(line, at) {
  const answer = await line.ask(request());
  const now = performance.now();
  if (at < startedAt + WARM_UP_MS) return;
  const [outcome, times] = outcomeOf(answer);
  counted[outcome] += 1;
  times?.push(now - at);
}

function outcomeOf(answer) {
  if (answer.includes('"OVERLOADED"')) return ['shed', shedLatencies];
  if (answer.includes('"LOGIN_BUSY"')) return ['busy'];
  if (answer.includes('"SESSION_STORE_UNAVAILABLE"')) return ['unavailable'];
  return answer.startsWith('{"data":') ? ['answered', latencies] : ['failed'];
}

function request() {
  asked += 1;
  const body = JSON.stringify(
    kind === 'logins'
      ? { query: LOGIN, variables: { u: `nobody-${process.pid}-${asked}` } }
      : { query: READ },
  );
  // Each login comes from another address, or all but the first hundred would be refused without any work.
  const address = [10, asked >> 16, asked >> 8, asked].map((part) => part & 255).join('.');
  return [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(kind === 'logins' ? [`X-Forwarded-For: ${address}`] : [`Cookie: ${cookie}`]),
    '',
    body,
  ].join('\r\n');
}

function percentileUs(values, part) {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return value === undefined ? undefined : Math.round(1_000 * value);
}
