import { noPasses } from '../../src/store/moving/passes.ts';
import type { Emit, Searchable } from './explore.ts';
import { GatewayProcess } from './gateway-process.ts';
import { GatewayTurns } from './gateway-turns.ts';
import type { Guard } from './guard.ts';
import { Interner } from './interner.ts';
import type { ModelState, Shared, Turn } from './model-state.ts';
import { MoverProcess } from './mover-process.ts';
import { MoverTurns } from './mover-turns.ts';
import { NodeScripts } from './node-scripts.ts';
import { restFault } from './rest-fault.ts';
import { events, type Scenario } from './scenario.ts';
import { Surroundings } from './surroundings.ts';
import { recordLife } from './times.ts';
import { WorldTurns } from './world-turns.ts';

type TurnsByShared = Map<Shared, readonly Turn<unknown>[]>;

/** The protocol for one record, as a system to be searched. */
export class ProtocolModel implements Searchable<ModelState> {
  readonly start: ModelState;
  readonly #scenario: Scenario;
  readonly #gateways: GatewayTurns;
  readonly #movers: readonly MoverTurns[];
  readonly #world: WorldTurns;
  readonly #areMoversAlike: boolean;
  readonly #parts = new Interner();
  /** Who does what does not depend on what the others are about to do, so each turn is worked out once. */
  readonly #turns = new Map<string, Map<unknown, TurnsByShared>>();

  constructor(scenario: Scenario, without: readonly Guard[] = []) {
    const { course, lastEpoch } = scenario;
    const missing = new Set(without);
    const around = new Surroundings(course, new NodeScripts(course, missing));
    this.#scenario = scenario;
    this.#gateways = new GatewayTurns(new GatewayProcess(course, missing), around);
    this.#movers = Array.from({ length: scenario.movers }, (_, at) => {
      const process = new MoverProcess(course, missing, at);
      return new MoverTurns(
        process,
        around,
        scenario.movers > 1 ? `mover ${at + 1}` : 'mover',
        lastEpoch,
      );
    });
    this.#world = new WorldTurns(around);
    this.#areMoversAlike = course.stages.every(({ next: [one, other] }) => one === other);
    this.start = startOf(scenario, around.stage(0).members.includes('b'));
  }

  key({ shared, gateways, movers }: ModelState): string {
    // Which of two processes of a kind it is makes no difference.
    const kinds = this.#scenario.gateways;
    const ofGateways = gateways
      .map((gateway, at) => `${kinds[at] ?? ''} ${this.#parts.textOf(gateway)}`)
      .sort();
    const ofMovers = movers.map((mover) => this.#parts.textOf(mover));
    if (this.#areMoversAlike) ofMovers.sort();
    return this.#parts.textOf(shared) + ofGateways.join('') + ofMovers.join('');
  }

  expand(state: ModelState, emit: Emit<ModelState>): void {
    const { shared, gateways, movers } = state;
    const fault = restFault(state, this.#scenario);
    if (fault !== undefined) emit(state, () => 'everybody rests', fault);
    for (const [at, gateway] of gateways.entries()) {
      const name = `gateway ${at + 1}`;
      const polls = this.#scenario.gateways[at] === 'polls';
      const find = (): Turn<typeof gateway>[] => this.#gateways.of(gateway, shared, name, polls);
      for (const turn of this.#once(name, gateway, shared, find)) {
        const after = { ...state, shared: turn.shared, gateways: gateways.with(at, turn.actor) };
        emit(after, turn.tell, turn.fault);
      }
    }
    for (const [at, mover] of movers.entries()) {
      const find = (): Turn<typeof mover>[] => this.#movers[at]?.of(mover, shared) ?? [];
      for (const turn of this.#once(`mover ${at}`, mover, shared, find)) {
        const after = { ...state, shared: turn.shared, movers: movers.with(at, turn.actor) };
        emit(after, turn.tell, turn.fault);
      }
    }
    const isQuiet = movers.every(({ phase }) => phase.kind === 'idle');
    const world = isQuiet ? 'world' : 'world in change';
    for (const turn of this.#once(world, undefined, shared, () =>
      this.#world.of(shared, isQuiet),
    )) {
      emit({ ...state, shared: turn.shared }, turn.tell, turn.fault);
    }
  }

  #once<Actor extends object | undefined>(
    name: string,
    actor: Actor,
    shared: Shared,
    find: () => readonly Turn<Actor>[],
  ): readonly Turn<Actor>[] {
    const ofName = valueAt(this.#turns, name, () => new Map<unknown, TurnsByShared>());
    const ofActor = valueAt(ofName, actor, (): TurnsByShared => new Map());
    const known = ofActor.get(shared);
    if (known) return known as readonly Turn<Actor>[];
    const turns = find().map((turn) => ({
      ...turn,
      actor: turn.actor && this.#parts.only(turn.actor),
      shared: this.#parts.only(turn.shared),
    }));
    ofActor.set(shared, turns);
    return turns;
  }
}

function valueAt<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function startOf({ begins, gateways, movers, may }: Scenario, hasSecond: boolean): ModelState {
  const isThere = begins === 'with a session';
  const record = { value: 0, secret: 0, expiresAt: recordLife };
  return {
    shared: {
      nodes: [{ stage: 0, ...(isThere && { record }) }, hasSecond ? { stage: 0 } : {}],
      view: {
        isKnown: isThere,
        acknowledged: 0,
        endAsked: false,
        endTold: false,
        livesUntil: isThere ? recordLife : 0,
      },
      now: 0,
      left: events.map((event) => may[event] ?? 0),
      lingering: [],
    },
    gateways: gateways.map(() => ({ stage: 0 })),
    movers: Array.from({ length: movers }, () => ({
      stage: 0,
      phase: { kind: 'idle' },
      passes: noPasses,
    })),
  };
}
