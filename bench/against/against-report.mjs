import { markdownTable } from '../report/markdown-table.mjs';
import { ratios, spread } from '../sessions/statistics.mjs';

/** Requests a second by those of the other revision: 5 % is what a change may cost. */
const LEAST_RATIO = 0.95;

/** Below this part of its core a gateway was not what limited the run. */
const BUSY_ENOUGH = 0.95;

/** @returns The spreads of both gateways' runs, and of the ratios of runs of one round. */
export function againstResults({ now, before }) {
  const of = (runs, name) => runs.map((run) => run[name]);
  const row = (runs) => ({
    requestsPerSecond: spread(of(runs, 'requestsPerSecond')),
    cpuUs: spread(of(runs, 'cpuUs')),
    p99Ms: spread(of(runs, 'p99Us').map((us) => us / 1e3)),
    busy: spread(of(runs, 'busy')),
  });
  const ratio = (name) => ratios(of(now, name), of(before, name));
  return {
    now: row(now),
    before: row(before),
    ratios: { requestsPerSecond: ratio('requestsPerSecond'), cpuUs: ratio('cpuUs') },
  };
}

/** @returns Lines of Markdown. */
export function againstReport({ hash, results, rounds, seconds, users, connections }) {
  const { now, before, ratios: of } = results;
  const verdict = of.requestsPerSecond.median >= LEAST_RATIO ? 'reached' : 'MISSED';
  const isLimited = [now, before].every(({ busy }) => busy.median >= BUSY_ENOUGH);
  return [
    `The session query on three Redis nodes: the gateway as it is now, and that of ${hash}, with the same packages.`,
    `${users} users who are signed in, ${connections} connections. ${rounds} rounds after one that warms up, by turns,`,
    `${seconds} s each. Medians, with the least and the most; ratios are of runs of one round.`,
    '',
    ...markdownTable(
      ['gateway', 'requests/s', 'CPU us', 'p99 ms', 'busy'],
      [cells('now', now), cells(hash, before)],
    ),
    '',
    `CPU us a request, now / ${hash}: ${spreadText(of.cpuUs, 3)}. Busy: part of its core that the gateway used; \`!\`: one had`,
    'less than 95 %, so something else limited it, and the CPU time tells more than the requests a second.',
    '',
    ...markdownTable(
      ['goal', 'to reach', 'measured', 'verdict'],
      [
        [
          `requests/s, now / ${hash}`,
          `>= ${LEAST_RATIO.toFixed(2)}`,
          spreadText(of.requestsPerSecond, 3),
          isLimited ? verdict : `${verdict} !`,
        ],
      ],
    ),
  ];
}

function cells(title, { requestsPerSecond, cpuUs, p99Ms, busy }) {
  return [
    title,
    spreadText(requestsPerSecond, 0),
    spreadText(cpuUs, 1),
    spreadText(p99Ms, 1),
    `${(busy.median * 100).toFixed(0)} %`,
  ];
}

function spreadText({ median, min, max }, digits) {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}
