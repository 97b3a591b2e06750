import { markdownTable } from '../report/markdown-table.mjs';
import { median, ratios, spread } from './statistics.mjs';
import { FLOOR, PEERS, SUBJECT } from './variants.mjs';

/** Below this part of its core a gateway was not what limited the run. */
const BUSY_ENOUGH = 0.95;

/** What Ringgate is to reach: requests a second of one variant by those of another. */
const GOALS = [
  { of: SUBJECT, by: 'express', goal: 3, least: 2.5 },
  { of: SUBJECT, by: 'fastify', goal: 1.5, least: 1.3 },
  { of: SUBJECT, by: 'mercurius', goal: 1.25, least: 1.1 },
  { of: SUBJECT, by: FLOOR, goal: 0.85, least: 0.85 },
  { of: SUBJECT, by: 'ringgate-1', goal: 0.85, least: 0.85 },
];

/**
 * @param measured From `measureVariants`.
 * @param previous What the last run kept; may be absent.
 * @returns For each variant the spreads of its runs, its ratios to the peers and the floor, and the previous median.
 */
export function sessionRows(measured, previous) {
  return measured.map(({ variant, runs }) => ({
    name: variant.name,
    title: variant.title,
    requestsPerSecond: spread(rates(runs)),
    cpuUs: spread(runs.map((run) => run.cpuUs)),
    p50Ms: spread(runs.map((run) => run.p50Us / 1e3)),
    p99Ms: spread(runs.map((run) => run.p99Us / 1e3)),
    busy: spread(runs.map((run) => run.busy)),
    ratios: Object.fromEntries(
      [...PEERS, FLOOR].flatMap((name) => {
        const other = measured.find((each) => each.variant.name === name);
        return other ? [[name, ratios(rates(runs), rates(other.runs))]] : [];
      }),
    ),
    previous: previous?.rows.find((row) => row.name === variant.name)?.requestsPerSecond.median,
  }));
}

/** @returns The goals whose variants both ran: `of`, `by`, `goal`, `least`, the spread of the `ratio`,
 *   and `limited`: whether the gateways were what limited both. */
export function reachedGoals(measured) {
  const runsOf = (name) => measured.find(({ variant }) => variant.name === name)?.runs;
  return GOALS.flatMap((goal) => {
    const [runs, others] = [runsOf(goal.of), runsOf(goal.by)];
    if (!runs || !others) return [];
    const limited = [runs, others].every(
      (each) => median(each.map((run) => run.busy)) >= BUSY_ENOUGH,
    );
    return [{ ...goal, ratio: ratios(rates(runs), rates(others)), limited }];
  });
}

/** @returns Lines of Markdown. */
export function sessionsReport({ rows, goals, rounds, seconds, users, connections }) {
  return [
    `${users} users who are signed in ask who they are and for two values of their session (where nothing else is`,
    `said), over ${connections} connections. ${rounds} rounds after one that warms up, each runs every variant for`,
    `${seconds} s. Medians, with the least and the most; ratios are of runs of one round.`,
    '',
    ...markdownTable(
      [
        'variant',
        'requests/s',
        'CPU us',
        'p99 ms',
        'busy',
        ...PEERS.map(over),
        over('floor'),
        'before',
      ],
      rows.map(rowCells),
    ),
    '',
    'CPU us: CPU time of the gateway a request. Busy: part of its core that the gateway used; `!`: under 95 %, so',
    'something else limited it. Before: requests/s of the run that was kept before this one.',
    '',
    ...(goals.length > 0 ? [...goalTable(goals), ''] : []),
  ];
}

function goalTable(goals) {
  return markdownTable(
    ['goal', 'to reach', 'at least', 'measured', 'verdict'],
    goals.map(({ of, by, goal, least, ratio, limited }) => [
      `${of} / ${by}`,
      goal.toFixed(2),
      least.toFixed(2),
      spreadText(ratio, 2),
      `${verdict(ratio.median, goal, least)}${limited ? '' : ' !'}`,
    ]),
  );
}

function verdict(ratio, goal, least) {
  if (ratio >= goal) return 'reached';
  return ratio >= least ? 'enough' : 'MISSED';
}

function rowCells(row) {
  return [
    row.title,
    spreadText(row.requestsPerSecond, 0),
    row.cpuUs.median.toFixed(1),
    spreadText(row.p99Ms, 1),
    `${(row.busy.median * 100).toFixed(0)} %${row.busy.median < BUSY_ENOUGH ? ' !' : ''}`,
    ...[...PEERS, FLOOR].map((name) =>
      row.ratios[name] ? row.ratios[name].median.toFixed(2) : '-',
    ),
    row.previous === undefined ? '-' : row.previous.toFixed(0),
  ];
}

function spreadText({ median, min, max }, digits) {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}

function over(name) {
  return `/ ${name}`;
}

function rates(runs) {
  return runs.map((run) => run.requestsPerSecond);
}
