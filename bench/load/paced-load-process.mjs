// Started by paced-load.mjs, and told by it what to do. Arguments: host, port, path, file of requests, connections, rate.
import { readFileSync } from 'node:fs';
import { HttpLine } from './http-line.mjs';

const [host, port, path, requestsFile, connections, rate] = process.argv.slice(2);
const perMs = Number(rate) / 1_000;

const [body, ...lines] = readFileSync(requestsFile, 'utf8').trimEnd().split('\n');
const head = [
  `POST ${path} HTTP/1.1`,
  `Host: ${host}:${port}`,
  'Content-Type: application/json',
  `Content-Length: ${Buffer.byteLength(body)}`,
];
const requests = lines.map((line) => {
  const { cookie, answer } = JSON.parse(line);
  return { text: [...head, `Cookie: ${cookie}`, '', body].join('\r\n'), answer };
});

const free = [];
const waiting = [];
const opened = Array.from({ length: Number(connections) }, () => new HttpLine(host, Number(port)));
free.push(...(await Promise.all(opened.map((line) => line.connected))));

let run;
process.on('message', (message) => {
  if (message === 'begin') begin();
  if (message === 'end') run.isEnding = true;
});
process.once('disconnect', () => process.exit());
process.send('ready');

/** Draws at random when to send what, so that requests come as from people who know nothing of each other. */
function begin() {
  const startedAt = performance.now();
  run = { startedAt, latencies: [], wrong: 0, firstWrong: undefined, underWay: 0, isEnding: false };
  let nextAt = startedAt;
  const timer = setInterval(() => {
    const now = performance.now();
    if (run.isEnding) {
      clearInterval(timer);
      run.endedAt = now;
      finishWhenIdle();
      return;
    }
    for (; nextAt <= now; nextAt -= Math.log(1 - Math.random()) / perMs) {
      run.underWay += 1;
      waiting.push({ request: requests[Math.floor(Math.random() * requests.length)], at: now });
    }
    sendWaiting();
  }, 1);
}

/** A request that finds no connection free waits, and its time counts. */
function sendWaiting() {
  while (waiting.length > 0 && free.length > 0) void send(free.pop(), waiting.shift());
}

async function send(line, { request, at }) {
  const answer = await line.ask(request.text);
  run.latencies.push(performance.now() - at);
  if (answer.trimEnd() !== request.answer) {
    run.wrong += 1;
    run.firstWrong ??= answer;
  }
  free.push(line);
  run.underWay -= 1;
  sendWaiting();
  finishWhenIdle();
}

function finishWhenIdle() {
  if (run.endedAt === undefined || run.underWay > 0) return;
  const sorted = Float64Array.from(run.latencies).sort();
  const percentileUs = (part) =>
    Math.round(
      1_000 * (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0),
    );
  process.send({
    requests: sorted.length,
    perSecond: sorted.length / ((run.endedAt - run.startedAt) / 1_000),
    p50Us: percentileUs(0.5),
    p99Us: percentileUs(0.99),
    p999Us: percentileUs(0.999),
    wrong: run.wrong,
    firstWrong: run.firstWrong,
  });
}
