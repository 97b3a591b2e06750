import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChaosBed } from '../../support/chaos/chaos-bed.ts';
import type { ChaosFault, Sees } from '../../support/chaos/chaos-fault.ts';
import { ChaosRound, type RoundReport } from '../../support/chaos/chaos-round.ts';
import { faults } from '../../support/chaos/faults.ts';
import { scheduleOf, type PlannedFault } from '../../support/chaos/schedule.ts';
import { builtProgram } from '../../support/gateway-process.ts';
import { SeededRandom } from '../../support/ring-load/seeded-random.ts';

/** Most of the time something is waited for: so many at once are no burden. */
const beds = 2;
const callsPerSecond = 120;
const lastsMs = 600;
/** Of a fault with gaps: longer than the longest of them, also on a machine that has much to do. */
const lastsWithGapsMs = 2_500;
const limitMs = 120_000;

const seed = 20_261_122;
const scheduleMs = 5_000;

describe('what users see when something breaks, and what is lost', () => {
  const reports = new Map<string, Promise<RoundReport>>();
  const running: ChaosBed[] = [];
  const log: string[] = [];

  async function round(
    bed: ChaosBed,
    random: SeededRandom,
    plan: readonly PlannedFault[],
  ): Promise<RoundReport> {
    await bed.forgetSessions();
    const tell = (line: string): number => log.push(line);
    return new ChaosRound(bed, { random, callsPerSecond, tell }).run(plan);
  }

  beforeAll(async () => {
    running.push(
      ...(await Promise.all(Array.from({ length: beds }, () => ChaosBed.start(builtProgram)))),
    );
    const lanes = running.map((bed) => ({ bed, last: Promise.resolve<unknown>(undefined) }));
    const random = new SeededRandom(seed);
    const run = (at: number, name: string, plan: (bed: ChaosBed) => PlannedFault[]): void => {
      const lane = lanes[at % lanes.length];
      if (!lane) return;
      const own = random.fork();
      const report = lane.last.then(() => round(lane.bed, own, plan(lane.bed)));
      lane.last = report.catch(() => undefined);
      reports.set(name, report);
    };
    faults.forEach((fault, at) => {
      run(at, fault.name, ({ nodeIds, gateways }) => [
        {
          fault,
          // Only the last gateway has links to be broken.
          target: { node: nodeIds[at % nodeIds.length] ?? '', gateway: gateways.at(-1) ?? '' },
          atMs: 100,
          lastsMs: Object.values(fault.sees).includes('gaps') ? lastsWithGapsMs : lastsMs,
        },
      ]);
    });
    run(0, 'schedule', ({ nodeIds: nodes, gateways }) =>
      scheduleOf(new SeededRandom(seed), { durationMs: scheduleMs, faults, nodes, gateways }),
    );
  }, limitMs);

  afterAll(async () => {
    await Promise.allSettled(reports.values());
    await Promise.all(running.map((bed) => bed.stop()));
  }, limitMs);

  async function reportOf(name: string): Promise<RoundReport> {
    const report = await reports.get(name);
    if (!report) throw new Error(`There is no report of ${name}`);
    const [first] = report.faults;
    if (first) throw new Error([...log, JSON.stringify(first, undefined, 2)].join('\n'));
    return report;
  }

  it.each(faults)(
    'is as the table says when $event',
    async ({ name, sees }: ChaosFault) => {
      const { episodes } = await reportOf(name);
      expect(episodes).toHaveLength(1);
      const [report] = episodes;
      if (!report) throw new Error('There is one episode');
      const { met, answered, beside } = report;
      // Whatever the table tells of was asked for while the fault was there.
      for (const [sight, seen] of Object.entries(sees) as [keyof Sees, string][]) {
        if (seen !== 'unanswered') expect([sight, met[sight]]).not.toEqual([sight, 0]);
        if (seen === 'gaps') expect([sight, answered[sight]]).not.toEqual([sight, 0]);
      }
      expect(met.new).toBeGreaterThan(0);
      expect(beside).toBeGreaterThan(0);
    },
    limitMs,
  );

  it(
    'is as the table says when several things break, some at once',
    async () => {
      const { episodes, calls } = await reportOf('schedule');
      expect(episodes.length).toBeGreaterThan(1);
      expect(calls).toBeGreaterThan(200);
    },
    limitMs,
  );
});
