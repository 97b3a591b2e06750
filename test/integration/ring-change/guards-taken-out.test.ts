import { randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { patchedBuild, type Patch } from '../../support/ring-load/patched-build.ts';
import { RingLoadRun } from '../../support/ring-load/ring-load-run.ts';

/** It takes some seconds, mostly; but what meets what is chance. */
const limitMs = 40_000;

/** A guard of docs/ring-change.md, how to take it out of the built gateway, and what must show then. */
interface Guard {
  readonly name: string;
  readonly patch: Patch;
  /** One of these rules must be found broken. */
  readonly rules: readonly string[];
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
  },
  {
    name: 'a copy is not put down where there is a tombstone',
    patch: {
      file: delivery,
      text: "if tombstone == '' or tombstone == secretHash then\n    return 'ENDED'",
      instead: "if false then\n    return 'ENDED'",
    },
    rules: ['returned'],
  },
  {
    name: 'what neither node has is looked for on its owner once more',
    patch: {
      file: 'store/moving/visit-steps.js',
      text: "{ kind: 'visit', isSecondLook: true }",
      instead: "{ kind: 'answer', answer: { state: 'gone' } }",
    },
    rules: ['lost'],
  },
  {
    name: 'a node does nothing for who goes by another topology',
    patch: {
      file: 'store/redis/scripts/include/fence.lua',
      text: 'if installed ~= fence then',
      instead: 'if false then',
    },
    rules: ['lost', 'value', 'stale', 'fork', 'version', 'place', 'list'],
  },
];

describe('the checker of a load, where a guard is taken out', () => {
  it.each(guards)(
    'finds what comes of it: $name',
    async ({ patch, rules }) => {
      const build = await patchedBuild([patch]);
      const seed = randomInt(2 ** 31);
      const events: string[] = [`seed ${seed}`];
      try {
        const { faults } = await new RingLoadRun({
          seed,
          durationMs: limitMs,
          roundMs: 2_000,
          callsPerSecond: 300,
          moverRates: [100, 200],
          filling: 120,
          program: build.program,
          tell: (line) => events.push(line),
          isCalm: true,
          weights: { burst: 60, begin: 10 },
        }).run();
        if (faults.length === 0) throw new Error(['nothing was found', ...events].join('\n'));
        expect(rules).toContain(faults.find(({ rule }) => rules.includes(rule))?.rule);
      } finally {
        await build.remove();
      }
    },
    limitMs * 2,
  );
});
