import { markdownTable } from '../report/markdown-table.mjs';
import { spread } from '../sessions/statistics.mjs';
import { TOUCHES } from './first-touch.mjs';
import { ALONE_SESSIONS } from './mover-alone.mjs';
import { READS } from './reads-beside-mover.mjs';

/** p99 of reads beside a mover, by that without one. */
const MOST_P99_RATIO = 3;
const LEAST_MOVES_PER_SECOND = 10_000;

/** Below this part of its rate the mover was held up, and reads beside it tell little. */
const FAST_ENOUGH = 0.8;

/** @returns What was measured and is to be kept, with the ratios of runs to those right before and after them. */
export function moveResults({ reads: { alone, beside }, mover, loads }) {
  const ratio = (name) =>
    spread(beside.map((run, at) => (2 * run[name]) / (alone[at][name] + alone[at + 1][name])));
  const all = [...beside, ...mover];
  const sum = (name) => all.reduce((total, run) => total + run[name], 0);
  return {
    reads: {
      alone: readRow(alone),
      beside: readRow(beside),
      ratios: { p50: ratio('p50Us'), p99: ratio('p99Us') },
      firstTouchShare: spread(beside.map((run) => run.firstTouches / run.requests)),
      movedPerSecond: spread(beside.map((run) => run.moverRate)),
      moved: spread(beside.map((run) => run.moved)),
    },
    mover: {
      all: spread(mover.map((run) => run.perSecond)),
      add: changeRow(mover, 'add'),
      remove: changeRow(mover, 'remove'),
    },
    loadsUs: Object.fromEntries(Object.entries(loads).map(([kind, us]) => [kind, spread(us)])),
    moved: sum('moved'),
    needless: sum('needless'),
    astray: sum('astray'),
  };
}

/**
 * @returns The goals: `goal`, `toReach`, `measured` (texts), `isReached`, and `isHeldUp` when the mover was too slow for the
 *   measurement to count.
 */
export function moveGoals({ reads, mover, moved, needless, astray }) {
  return [
    {
      goal: 'p99 of reads beside the mover / without it',
      toReach: `<= ${MOST_P99_RATIO.toFixed(2)}`,
      measured: spreadText(reads.ratios.p99, 2),
      isReached: reads.ratios.p99.median <= MOST_P99_RATIO,
      isHeldUp: reads.movedPerSecond.median < FAST_ENOUGH * READS.moverRate,
    },
    {
      goal: 'the mover alone, records/s',
      toReach: `>= ${LEAST_MOVES_PER_SECOND}`,
      measured: spreadText(mover.all, 0),
      isReached: mover.all.median >= LEAST_MOVES_PER_SECOND,
    },
    {
      goal: `needless moves, of ${moved}`,
      toReach: '0',
      measured: String(needless),
      isReached: needless === 0,
    },
    {
      goal: 'records lost, or on two nodes',
      toReach: '0',
      measured: String(astray),
      isReached: astray === 0,
    },
  ];
}

/** @returns Lines of Markdown. */
export function movesReport({ results, goals, rounds, seconds }) {
  const { reads, mover, loadsUs } = results;
  const { users, sessions, readSessions, perSecond, connections, moverRate } = READS;
  return [
    ...markdownTable(
      ['goal', 'to reach', 'measured', 'verdict'],
      goals.map(({ goal, toReach, measured, isReached, isHeldUp }) => [
        ...[goal, toReach, measured],
        `${isReached ? 'reached' : 'MISSED'}${isHeldUp ? ' !' : ''}`,
      ]),
    ),
    '',
    'Medians, with the least and the most. `!`: the mover did not come near its rate, so something held it up.',
    '',
    '## Session reads over HTTP while records move',
    '',
    `One gateway, three Redis nodes, ${sessions} sessions of ${users} users. A fourth node, as heavy as the three, is added, in`,
    `the next round it is removed, by \`ringgate ring --rate ${moverRate}\`, on the core of the load generator and Redis.`,
    `${perSecond} reads a second at random instants, over ${connections} connections, each of one of ${readSessions} sessions drawn at random;`,
    `the same without and with the mover, by turns. ${rounds} rounds after one that warms up; without the mover ${seconds} s each,`,
    'with it as long as the change lasts. Ratios are to the mean of the runs before and after.',
    '',
    ...markdownTable(
      ['reads', 'reads/s', 'p50 us', 'p99 us', 'p99.9 us'],
      [
        ['without the mover', ...readCells(reads.alone)],
        ['while records move', ...readCells(reads.beside)],
        ['ratio', '', spreadText(reads.ratios.p50, 2), spreadText(reads.ratios.p99, 2), ''],
      ],
    ),
    '',
    `A change moved ${spreadText(reads.moved, 0)} records, ${spreadText(reads.movedPerSecond, 0)} a second by the mover.`,
    `${percentText(reads.firstTouchShare)} of the reads met a record that had not moved, and brought it over.`,
    '',
    '## The mover alone',
    '',
    `${ALONE_SESSIONS} sessions on three nodes; a fourth one, as heavy as the three, is added and removed again: half of the`,
    'records move. `ringgate ring --rate max` on a core for itself, the four Redis servers on the other one. The time is that',
    'of the whole change, its two passes that find nothing included.',
    '',
    ...markdownTable(
      ['change', 'records moved', 'records/s', 'seconds'],
      ['add', 'remove'].map((change) => [
        change,
        spreadText(mover[change].moved, 0),
        spreadText(mover[change].perSecond, 0),
        spreadText(mover[change].seconds, 2),
      ]),
    ),
    '',
    '## A load through the store',
    '',
    `One after the other, two Redis nodes, no HTTP; medians of ${TOUCHES} loads a round.`,
    '',
    ...markdownTable(
      ['load of a record', 'us', '/ stable'],
      [
        loadCells('in a stable ring', loadsUs.stable, loadsUs.stable),
        loadCells('in a moving ring: it stays', loadsUs.unconcerned, loadsUs.stable),
        loadCells('in a moving ring: it has moved', loadsUs.moved, loadsUs.stable),
        loadCells('in a moving ring: it has not moved yet', loadsUs.firstTouch, loadsUs.stable),
      ],
    ),
  ];
}

function readRow(runs) {
  const of = (name) => spread(runs.map((run) => run[name]));
  return {
    perSecond: of('perSecond'),
    ...{ p50Us: of('p50Us'), p99Us: of('p99Us'), p999Us: of('p999Us') },
  };
}

function readCells({ perSecond, p50Us, p99Us, p999Us }) {
  return [
    perSecond.median.toFixed(0),
    ...[p50Us, p99Us, p999Us].map((value) => spreadText(value, 0)),
  ];
}

function changeRow(mover, change) {
  const runs = mover.filter((run) => run.change === change);
  return {
    moved: spread(runs.map((run) => run.moved)),
    perSecond: spread(runs.map((run) => run.perSecond)),
    seconds: spread(runs.map((run) => run.tookMs / 1_000)),
  };
}

function loadCells(title, us, base) {
  return [title, spreadText(us, 0), (us.median / base.median).toFixed(2)];
}

function spreadText({ median, min, max }, digits) {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}

function percentText({ median, min, max }) {
  const percent = (part) => (part * 100).toFixed(1);
  return `${percent(median)} % (${percent(min)}-${percent(max)})`;
}
