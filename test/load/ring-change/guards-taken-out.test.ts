import { randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { patchedBuild, type Patch } from '../../support/ring-load/patched-build.ts';
import { figuresLine } from '../../support/ring-load/figures-line.ts';
import { slowSteps } from '../../support/ring-load/slow-steps.ts';
import { RingLoadRun, type RunReport } from '../../support/ring-load/ring-load-run.ts';

/** `GUARDS=all npm test -- guards-taken-out`: those, too, that every build leaves to the model (test/model). */
const isWhole = process.env['GUARDS'] === 'all';

/** It takes a round or two; but what meets what is chance. */
const limitMs = 40_000;

/** A guard of docs/ring-change.md, how to take it out of the built gateway, and what must show then. */
interface Guard {
  readonly name: string;
  readonly patch: Patch;
  /** One of these rules must be found broken. */
  readonly rules: readonly string[];
  readonly inEveryBuild: boolean;
}

const delivery = 'store/redis/scripts/include/delivery.lua';

const guards: readonly Guard[] = [
  {
    name: 'a copy is put down only where there is no record',
    patch: {
      file: delivery,
      text: "if redis.call('EXISTS', KEYS[1]) == 1 then\n    return 'PRESENT'",
      instead: "if false then\n    return 'PRESENT'",
    },
    rules: ['value', 'stale', 'fork', 'version'],
    inEveryBuild: true,
  },
  {
    name: 'a copy is not put down where there is a tombstone',
    patch: {
      file: delivery,
      text: "if tombstone == '' or tombstone == secretHash then\n    return 'ENDED'",
      instead: "if false then\n    return 'ENDED'",
    },
    rules: ['returned', 'value', 'stale', 'fork', 'version'],
    inEveryBuild: false,
  },
  {
    name: 'what neither node has is looked for on its owner once more',
    patch: {
      file: 'store/moving/visit-steps.js',
      text: "{ kind: 'visit', isSecondLook: true }",
      instead: "{ kind: 'answer', answer: { state: 'gone' } }",
    },
    rules: ['lost'],
    inEveryBuild: false,
  },
  {
    name: 'a node does nothing for who goes by another topology',
    patch: {
      file: 'store/redis/scripts/include/fence.lua',
      text: 'if installed ~= fence then',
      instead: 'if false then',
    },
    rules: ['lost', 'value', 'stale', 'fork', 'version', 'place', 'list'],
    inEveryBuild: true,
  },
];

/** Loads a build that is patched, until a fault is found or the time is up. */
async function loaded(patches: readonly Patch[], durationMs: number): Promise<RunReport> {
  const build = await patchedBuild([...slowSteps, ...patches]);
  const seed = randomInt(2 ** 31);
  try {
    const report = await new RingLoadRun({
      seed,
      durationMs,
      roundMs: 1_500,
      callsPerSecond: 300,
      moverRates: [30],
      filling: 120,
      program: build.program,
      tell: () => undefined,
      isCalm: true,
      weights: { burst: 30, lastBurst: 15, begin: 10 },
    }).run();
    process.stdout.write(`${figuresLine(report)}\n`);
    return report;
  } finally {
    await build.remove();
  }
}

describe('the checker of a load on slow gateways', () => {
  it('finds nothing where every guard is in place', async () => {
    const { faults, changes } = await loaded([], 1_500);
    expect(faults).toEqual([]);
    expect(changes).toBeGreaterThan(0);
  }, 90_000);

  it.each(guards.filter(({ inEveryBuild }) => inEveryBuild || isWhole))(
    'finds what comes of it when a guard is taken out: $name',
    async ({ patch, rules }) => {
      const { faults } = await loaded([patch], limitMs);
      expect(rules).toContain(faults.find(({ rule }) => rules.includes(rule))?.rule);
    },
    limitMs * 2,
  );
});
