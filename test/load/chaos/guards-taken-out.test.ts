import { describe, expect, it } from '@jest/globals';
import { ChaosBed } from '../../support/chaos/chaos-bed.ts';
import { ChaosRound } from '../../support/chaos/chaos-round.ts';
import { faultNamed } from '../../support/chaos/faults.ts';
import { patchedBuild, type Patch } from '../../support/ring-load/patched-build.ts';
import { SeededRandom } from '../../support/ring-load/seeded-random.ts';

/** A guard, how to take it out of the built gateway, and what must show then. */
interface Guard {
  readonly name: string;
  readonly patches: readonly Patch[];
  readonly fault: string;
  /** One of these rules must be found broken. */
  readonly rules: readonly string[];
}

const redisClient = 'store/redis/redis-client.js';

const guards: readonly Guard[] = [
  {
    name: 'a node that does not answer is not "no session" (I4)',
    patches: [
      {
        file: 'store/ring-session-store.js',
        text: 'node.load(proof, parts, visit)',
        instead: "node.load(proof, parts, visit).catch(() => ({ state: 'gone' }))",
      },
    ],
    fault: 'node-stopped',
    rules: ['lost'],
  },
  {
    name: 'how long a cookie lasts is counted by the clock of the node',
    patches: [
      {
        file: 'session/request-session.js',
        text: 'session.absoluteDeadlineAt - session.lastSeenAt',
        instead: 'session.absoluteDeadlineAt - Date.now()',
      },
    ],
    fault: 'clock-jump',
    rules: ['probe'],
  },
  {
    name: 'no command is sent again by the client library (I7)',
    patches: [
      {
        file: redisClient,
        text: 'autoResendUnfulfilledCommands: false',
        instead: 'autoResendUnfulfilledCommands: true',
      },
      // What is rejected when the connection is lost would not be there to be sent again.
      {
        file: redisClient,
        text: 'maxRetriesPerRequest: 0',
        instead: 'maxRetriesPerRequest: 20',
      },
      // The library can send again only what it has written itself.
      {
        file: 'store/redis/script-sender.js',
        text: 'sendCommand(command, this.#sink)',
        instead: 'sendCommand(command)',
      },
    ],
    fault: 'replies-cut',
    rules: ['value', 'version'],
  },
];

describe('the chaos suite', () => {
  it.each(guards)(
    'finds what comes of it when a guard is taken out: $name',
    async ({ patches, fault, rules }) => {
      const build = await patchedBuild(patches);
      try {
        const bed = await ChaosBed.start(build.program);
        try {
          const random = new SeededRandom(1);
          const round = new ChaosRound(bed, { random, callsPerSecond: 120, tell: () => undefined });
          const target = { node: 'b', gateway: bed.gateways.at(-1) ?? '' };
          const plan = [{ fault: faultNamed(fault), target, atMs: 100, lastsMs: 700 }];
          const { faults } = await round.run(plan);
          expect(faults.map(({ rule }) => rule)).toEqual(
            expect.arrayContaining([expect.stringMatching(rules.join('|'))]),
          );
        } finally {
          await bed.stop();
        }
      } finally {
        await build.remove();
      }
    },
    60_000,
  );
});
