import { setTimeout } from 'node:timers/promises';
import type { Call } from './call.ts';
import { Caller } from './caller.ts';
import { checkHistory } from './check-history.ts';
import { historyOf } from './describe-call.ts';
import type { Fault } from './fault.ts';
import { knownSessions } from './known-sessions.ts';
import { Load, type LoadWeights } from './load.ts';
import { Population } from './population.ts';
import { restFaults } from './rest-faults.ts';
import { RingBed } from './ring-bed.ts';
import { RingChanges, type ChangeFigures } from './ring-changes.ts';
import { SeededRandom } from './seeded-random.ts';

const settledMs = 100;

/** What to run. */
export interface RunOptions {
  /** All random choices follow from it. */
  readonly seed: number;
  readonly durationMs: number;
  readonly callsPerSecond: number;
  /** Records a second that movers may move, to choose from. */
  readonly moverRates: readonly number[];
  /** Sessions that lie there for the mover, beside those that are used. */
  readonly filling: number;
  /** The built gateway. */
  readonly program: string;
  /** Takes a line about each event. */
  readonly tell: (text: string) => void;
  /** After so long everything is checked and begun anew, so that no history grows without end. */
  readonly roundMs: number;
  /** Nobody is killed; false when absent. */
  readonly isCalm?: boolean;
  readonly weights?: LoadWeights;
}

/** A fault with all that the history has of its session. */
export interface FaultReport extends Fault {
  readonly history: readonly string[];
}

/** What came of a run. */
export interface RunReport extends ChangeFigures {
  readonly seed: number;
  readonly calls: number;
  /** Whose outcome was never known: cut off, or the store did not answer. */
  readonly unknown: number;
  /** Of them those that were answered `SESSION_STORE_UNAVAILABLE`. */
  readonly unavailable: number;
  readonly sessions: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly faults: readonly FaultReport[];
}

/** Loads gateways while their ring changes, round by round, and checks every answer and what is left at the end. */
export class RingLoadRun {
  readonly #options: RunOptions;
  readonly #random: SeededRandom;
  readonly #faults: FaultReport[] = [];
  readonly #latencies: number[] = [];
  readonly #counts = { calls: 0, unknown: 0, unavailable: 0, sessions: 0 };

  constructor(options: RunOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
  }

  /** Ends at the end of the first round that shows a fault. */
  async run(): Promise<RunReport> {
    const bed = await RingBed.start(this.#options.program);
    const { moverRates: rates, tell, durationMs, roundMs, isCalm = false } = this.#options;
    const changes = new RingChanges(bed, this.#random.fork(), { rates, tell, isCalm });
    const endAt = performance.now() + durationMs;
    try {
      for (let left = durationMs; left > 0 && this.#faults.length === 0;) {
        await this.#round(bed, changes, Math.min(left, roundMs));
        left = endAt - performance.now();
        if (left > 0) await bed.forgetSessions();
      }
    } finally {
      await bed.stop();
    }
    this.#latencies.sort((one, other) => one - other);
    return {
      ...{ seed: this.#options.seed, ...this.#counts, ...changes.figures },
      ...{ p50Ms: this.#quantile(0.5), p99Ms: this.#quantile(0.99), faults: this.#faults },
    };
  }

  async #round(bed: RingBed, changes: RingChanges, durationMs: number): Promise<void> {
    const { callsPerSecond, filling, weights } = this.#options;
    const caller = new Caller();
    const population = new Population(this.#random.fork());
    const { fleet } = bed;
    const on = { fleet, caller, population, random: this.#random.fork() };
    const load = new Load(on, callsPerSecond, weights);
    await load.fill(filling);
    const stop = new AbortController();
    const timeUp = AbortSignal.timeout(Math.ceil(durationMs));
    const loaded = load.run(stop.signal);
    try {
      await changes.run(timeUp);
    } finally {
      stop.abort();
      await loaded;
    }
    await load.readAll();
    // What was cut off may still be on its way within a node.
    await setTimeout(settledMs);
    await this.#check(bed, caller.calls, changes.faults.splice(0));
  }

  async #check(bed: RingBed, calls: readonly Call[], others: readonly Fault[]): Promise<void> {
    const placement = await bed.newest();
    if (!placement) throw new Error('No node has a topology');
    const nodes = await bed.dump();
    const known = knownSessions(calls);
    const faults = [
      ...others,
      ...checkHistory(calls),
      ...restFaults({ nodes, placement, ...known }),
    ];
    for (const fault of faults) {
      const { session } = fault;
      const history = session === undefined ? [] : historyOf(session, calls);
      this.#faults.push({ ...fault, history });
    }
    this.#count(calls, known.live.length + known.ended.length);
    const { epoch } = placement;
    this.#options.tell(`round: epoch ${epoch}, ${calls.length} calls, ${faults.length} faults`);
  }

  #count(calls: readonly Call[], sessions: number): void {
    const unknown = calls.flatMap(({ result }) => (result.kind === 'unknown' ? [result.why] : []));
    this.#counts.calls += calls.length;
    this.#counts.unknown += unknown.length;
    this.#counts.unavailable += unknown.filter((why) => why === 'unavailable').length;
    this.#counts.sessions += sessions;
    for (const { action, startedAt, endedAt } of calls) {
      if (action.kind === 'read') this.#latencies.push(endedAt - startedAt);
    }
  }

  #quantile(part: number): number {
    return this.#latencies[Math.floor(part * this.#latencies.length)] ?? 0;
  }
}
