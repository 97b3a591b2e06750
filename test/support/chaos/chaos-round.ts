import { setTimeout } from 'node:timers/promises';
import { Caller } from '../ring-load/caller.ts';
import { checkHistory } from '../ring-load/check-history.ts';
import { historyOf } from '../ring-load/describe-call.ts';
import type { Fault } from '../ring-load/fault.ts';
import { knownSessions } from '../ring-load/known-sessions.ts';
import { Load, type LoadWeights } from '../ring-load/load.ts';
import { Population } from '../ring-load/population.ts';
import { restFaults } from '../ring-load/rest-faults.ts';
import type { FaultReport } from '../ring-load/ring-load-run.ts';
import type { SeededRandom } from '../ring-load/seeded-random.ts';
import { withCertainRefusals } from './certain-refusals.ts';
import type { Bed } from './bed.ts';
import type { ChaosFault, Target } from './chaos-fault.ts';
import { silenceOf, type Episode, type OwnerOf } from './episode.ts';
import { lossFaults } from './loss-faults.ts';
import { MachineLateness } from './machine-lateness.ts';
import { rowFaults, type RowFigures } from './row-faults.ts';
import { conflicts, type PlannedFault } from './schedule.ts';
import { Tour } from './tour.ts';

/** What was broken and is whole again is used again within this time, for whatever was asked of it. */
const usedAgainMs = 2_000;
const pollMs = 20;
const settledMs = 100;
const filling = 40;

/** More that begins and ends than in a load on a changing ring, since every fault lasts a moment only. */
const weights: LoadWeights = { begin: 8, logout: 4, revoke: 3, list: 5 };

/** How a round goes. */
export interface RoundOptions {
  readonly random: SeededRandom;
  readonly callsPerSecond: number;
  /** Takes a line about each event. */
  readonly tell: (text: string) => void;
}

type Planned<On extends Bed> = PlannedFault<ChaosFault<On>>;

/** What came of one fault. */
export interface EpisodeReport extends RowFigures {
  readonly episode: Episode;
}

/** What came of a round. */
export interface RoundReport {
  readonly calls: number;
  /** Of them answered as unavailable, cut off, or refused. */
  readonly failed: number;
  /** Of them those that the table does not tell of, on a machine that was late itself. */
  readonly excused: number;
  readonly sessions: number;
  readonly episodes: readonly EpisodeReport[];
  readonly faults: readonly FaultReport[];
}

/** Load on a bed whose sessions are all new, faults that come and go meanwhile, and a check of all that was answered. */
export class ChaosRound<On extends Bed> {
  readonly #bed: On;
  readonly #options: RoundOptions;
  readonly #caller = new Caller();
  readonly #population: Population;
  readonly #tour: Tour;
  readonly #lateness = new MachineLateness();
  readonly #ownerOf: OwnerOf;
  readonly #episodes: Episode[] = [];
  readonly #faults: Fault[] = [];
  /** Not healed yet. */
  readonly #broken = new Set<Planned<On>>();

  constructor(bed: On, options: RoundOptions) {
    this.#bed = bed;
    this.#options = options;
    this.#population = new Population(options.random.fork());
    this.#ownerOf = (session) => bed.ownerOf(session);
    this.#tour = new Tour(this.#caller, this.#population, this.#ownerOf);
  }

  /** Returns when all is healed and checked. */
  async run(plan: readonly Planned<On>[]): Promise<RoundReport> {
    const { random, callsPerSecond } = this.#options;
    const { fleet } = this.#bed;
    const on = { fleet, caller: this.#caller, population: this.#population, random: random.fork() };
    const load = new Load(on, callsPerSecond, weights);
    this.#lateness.start();
    try {
      await load.fill(filling);
      await this.#breakUnder(load, plan);
      await load.readAll();
      // What was cut off may still be on its way within a node.
      await setTimeout(settledMs);
    } finally {
      this.#lateness.stop();
    }
    return await this.#report();
  }

  async #breakUnder(load: Load, plan: readonly Planned<On>[]): Promise<void> {
    const stop = new AbortController();
    const loaded = load.run(stop.signal);
    try {
      await this.#break(plan);
    } finally {
      stop.abort();
      await loaded;
    }
  }

  async #break(plan: readonly Planned<On>[]): Promise<void> {
    const startAt = performance.now();
    const begun: { readonly planned: Planned<On>; readonly done: Promise<void> }[] = [];
    for (const planned of plan) {
      // Some take longer than planned.
      const before = begun.filter((each) => conflicts(each.planned, planned));
      await Promise.all(before.map(({ done }) => done));
      await setTimeout(Math.max(0, startAt + planned.atMs - performance.now()));
      this.#broken.add(planned);
      const done = this.#suffer(planned);
      // It is waited for below.
      done.catch(() => undefined);
      begun.push({ planned, done });
    }
    await Promise.all(begun.map(({ done }) => done));
  }

  async #suffer(planned: Planned<On>): Promise<void> {
    const { fault, target, lastsMs } = planned;
    const { fleet } = this.#bed;
    const { node, gateway } = target;
    const surroundings = { bed: this.#bed, caller: this.#caller };
    const asked = fault.reach === 'node' ? this.#bed.gateways : [gateway];
    const members = asked.flatMap((name) => fleet.running.find((each) => each.name === name) ?? []);
    const [first] = members;
    if (first) await this.#tour.prepare(node, first);
    const name = `${fault.name} (${fault.reach === 'gateway' ? gateway : node})`;
    this.#say(name);
    const injectingAt = performance.now();
    const lasting = await fault.inject(surroundings, target);
    const injectedAt = performance.now();
    const toured = Promise.all(members.map((member) => this.#tour.go(node, member)));
    // Where nobody answers, the answers come when it is over.
    const isAnswered = fault.sees.reads !== 'unanswered';
    const isToWait = isAnswered && fault.mendsAfterMs === undefined;
    await Promise.all([setTimeout(lastsMs), isToWait && toured]);
    const complaints = (await fault.probe?.(surroundings, target)) ?? [];
    const healingAt = performance.now();
    await lasting.heal();
    const healedAt = performance.now();
    this.#broken.delete(planned);
    await toured;
    const nodes = fault.reach === 'gateway' ? this.#bed.nodeIds : [node];
    await Promise.all(
      asked.flatMap((each) =>
        nodes.map((id) => this.#untilUsedAgain({ gateway: each, node: id }, healedAt, planned)),
      ),
    );
    const usedAgainAt = performance.now();
    const { loss } = lasting;
    const times = { injectingAt, injectedAt, healingAt, healedAt, usedAgainAt };
    this.#episodes.push({ fault, target, ...times, loss });
    for (const detail of complaints) {
      this.#faults.push({ rule: 'probe', session: undefined, detail: `${name}: ${detail}` });
    }
    this.#say(`${name} is over; used again after ${(usedAgainAt - healedAt).toFixed()} ms`);
    await lasting.tidy?.();
  }

  /** Writes through a gateway to a node until that works, or something else keeps it from working. */
  async #untilUsedAgain(target: Target, since: number, planned: Planned<On>): Promise<void> {
    const { gateway, node } = target;
    let why = '';
    const limit = (): number =>
      since + usedAgainMs + 5 * this.#lateness.worst(since, performance.now());
    while (performance.now() < limit()) {
      const member = this.#bed.fleet.running.find(({ name }) => name === gateway);
      if (!member || this.#isBroken(target)) return;
      const call = await this.#tour.write(node, member);
      const result = call?.result;
      if (result?.kind !== 'unknown' && result?.kind !== 'refused') return;
      why = result.why;
      await setTimeout(pollMs);
    }
    const detail = `${gateway} does not write to ${node} ${usedAgainMs} ms after ${planned.fault.name}: ${why}`;
    this.#faults.push({ rule: 'not used again', session: undefined, detail });
  }

  /** Whether something else keeps a gateway from writing to a node: who heals that asks, when it is done. */
  #isBroken({ gateway, node }: Target): boolean {
    return [...this.#broken].some(
      ({ fault: { reach, sees }, target }) =>
        sees.writes !== 'answered' &&
        (reach === 'node' || target.gateway === gateway) &&
        (reach === 'gateway' || target.node === node),
    );
  }

  async #report(): Promise<RoundReport> {
    const { calls } = this.#caller;
    const ownerOf = this.#ownerOf;
    const episodes = this.#episodes;
    const silence = silenceOf(episodes, ownerOf, this.#lateness);
    const history = withCertainRefusals(calls, episodes, ownerOf);
    const losses = episodes.flatMap(({ loss }) => loss ?? []);
    const { faults: broken, ...known } =
      losses.length > 0
        ? lossFaults(history, losses, { ownerOf, silence })
        : { faults: checkHistory(history, silence), ...knownSessions(history) };
    const nodes = await this.#bed.dump();
    const row = rowFaults(calls, episodes, ownerOf, this.#lateness);
    const faults = [
      ...this.#faults,
      ...row.faults,
      ...broken,
      ...restFaults({ nodes, placement: this.#bed.placement, ...known }),
    ];
    const failed = calls.filter(({ result: { kind } }) => kind === 'unknown' || kind === 'refused');
    return {
      calls: calls.length,
      failed: failed.length,
      excused: row.excused,
      sessions: known.live.length + known.ended.length,
      episodes: [...row.figures].map(([episode, figures]) => ({ episode, ...figures })),
      faults: faults.map((fault) => ({
        ...fault,
        history: fault.session === undefined ? [] : historyOf(fault.session, calls),
      })),
    };
  }

  #say(text: string): void {
    this.#options.tell(`${(performance.now() / 1_000).toFixed(1)} s: ${text}`);
  }
}
