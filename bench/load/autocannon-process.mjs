// Started by autocannon.mjs. Arguments: address, file of requests, connections, seconds.
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import { ANSWER_WITHIN_MS } from './answer-time.mjs';

const [url, requestsFile, connections, seconds] = process.argv.slice(2);
const [body, ...cookies] = readFileSync(requestsFile, 'utf8').trimEnd().split('\n');
const requests = cookies.map((cookie) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', cookie },
  body,
}));

let clients = 0;
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  timeout: ANSWER_WITHIN_MS / 1_000,
  requests,
  // Each connection begins at another cookie, or all would send the same one at the same time.
  setupClient: (client) => {
    const start = Math.floor((clients / Number(connections)) * requests.length);
    clients += 1;
    client.setRequests([...requests.slice(start), ...requests.slice(0, start)]);
  },
});

console.log(
  JSON.stringify({
    requests: result.requests.total,
    durationUs: Math.round(result.duration * 1e6),
    bytes: result.throughput.total,
    p50Us: result.latency.p50 * 1_000,
    p99Us: result.latency.p99 * 1_000,
    wrongStatus: result.non2xx,
    // Its errors include its timeouts.
    failed: result.errors - result.timeouts,
    late: result.timeouts,
  }),
);
