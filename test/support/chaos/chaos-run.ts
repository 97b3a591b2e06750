import type { FaultReport } from '../ring-load/ring-load-run.ts';
import { SeededRandom } from '../ring-load/seeded-random.ts';
import type { Bed } from './bed.ts';
import type { ChaosFault } from './chaos-fault.ts';
import { ChaosRound } from './chaos-round.ts';
import { scheduleOf } from './schedule.ts';

/** What to run. */
export interface ChaosOptions<On extends Bed> {
  /** All random choices follow from it. */
  readonly seed: number;
  readonly durationMs: number;
  /** After so long everything is checked and begun anew. */
  readonly roundMs: number;
  readonly callsPerSecond: number;
  /** To choose from. */
  readonly faults: readonly ChaosFault<On>[];
  /** What to break. */
  readonly startBed: () => Promise<On>;
  /** Takes a line about each event. */
  readonly tell: (text: string) => void;
}

/** How one fault went, of all times that it was there. */
export interface FaultFigures {
  times: number;
  /** Calls that met it from beginning to end. */
  met: number;
  /** The longest time from its end until whatever it was done to was used again. */
  usedAgainMs: number;
}

/** What came of a run. */
export interface ChaosReport {
  readonly seed: number;
  readonly calls: number;
  readonly failed: number;
  /** Of them those that the table does not tell of, on a machine that was late itself. */
  readonly excused: number;
  readonly sessions: number;
  /** By the names of the faults. */
  readonly figures: ReadonlyMap<string, FaultFigures>;
  readonly faults: readonly FaultReport[];
}

/** Breaks one thing after the other, round by round, as a seed says; ends at the first round that shows a fault. */
export async function runChaos<On extends Bed>(options: ChaosOptions<On>): Promise<ChaosReport> {
  const { seed, durationMs, roundMs, callsPerSecond, faults, startBed, tell } = options;
  const random = new SeededRandom(seed);
  const figures = new Map(faults.map(({ name }) => [name, { times: 0, met: 0, usedAgainMs: 0 }]));
  const counts = { calls: 0, failed: 0, excused: 0, sessions: 0 };
  const found: FaultReport[] = [];
  const bed = await startBed();
  const endAt = performance.now() + durationMs;
  try {
    for (let left = durationMs; left > 0 && found.length === 0;) {
      const plan = scheduleOf(random, {
        durationMs: Math.min(left, roundMs),
        faults,
        nodes: bed.nodeIds,
        gateways: bed.gateways,
      });
      const round = new ChaosRound(bed, { random: random.fork(), callsPerSecond, tell });
      const report = await round.run(plan);
      counts.calls += report.calls;
      counts.failed += report.failed;
      counts.excused += report.excused;
      counts.sessions += report.sessions;
      found.push(...report.faults);
      for (const { episode, met } of report.episodes) {
        const own = figures.get(episode.fault.name);
        if (!own) continue;
        own.times += 1;
        own.met += Object.values(met).reduce((sum, each) => sum + each, 0);
        own.usedAgainMs = Math.max(own.usedAgainMs, episode.usedAgainAt - episode.healedAt);
      }
      tell(`round: ${report.calls} calls, ${plan.length} faults done, ${found.length} found`);
      left = endAt - performance.now();
      if (left > 0) await bed.forgetSessions();
    }
  } finally {
    await bed.stop();
  }
  return { seed, ...counts, figures, faults: found };
}
