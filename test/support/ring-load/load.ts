import { setTimeout } from 'node:timers/promises';
import { knownUsers } from '../known-users.ts';
import type { Action, Call, Token } from './call.ts';
import type { Caller } from './caller.ts';
import type { GatewayFleet, RunningGateway } from './gateway-fleet.ts';
import type { Population } from './population.ts';
import type { SeededRandom } from './seeded-random.ts';

/** So many go on at once, those of a burst not counted. */
const actors = 12;
/** A password takes its time to verify, on cores that others need too. */
const betweenLoginsMs = 350;
const restMs = 100;

/** What is done, and how often in proportion; `burst`: several at once with one session; `lastBurst`: and its logout. */
const mixedWeights = {
  set: 30,
  increment: 16,
  read: 22,
  list: 3,
  begin: 4,
  login: 4,
  logout: 2,
  revoke: 2,
  endOthers: 0.4,
  probe: 8,
  burst: 7,
  lastBurst: 1,
} as const;

/** How often each kind of step is taken, in proportion; what is absent as in the mixed load. */
export type LoadWeights = Partial<Readonly<Record<keyof typeof mixedWeights, number>>>;

/** What a load runs on. */
export interface LoadSurroundings {
  readonly fleet: GatewayFleet;
  readonly caller: Caller;
  readonly population: Population;
  readonly random: SeededRandom;
}

/** Many browsers at once that use, begin and end sessions, each through one gateway after the other. */
export class Load {
  readonly #on: LoadSurroundings;
  readonly #betweenMs: number;
  readonly #weights: Readonly<Record<keyof typeof mixedWeights, number>>;
  #maxSessions = 0;
  #turnAt = 0;
  #nextLoginAt = 0;
  #written = 0;

  /** @param callsPerSecond At most; those of bursts not counted. */
  constructor(on: LoadSurroundings, callsPerSecond: number, weights: LoadWeights = {}) {
    this.#on = on;
    this.#weights = { ...mixedWeights, ...weights };
    this.#betweenMs = 1_000 / callsPerSecond;
  }

  /** Begins anonymous sessions, for the mover to have some work. */
  async fill(count: number): Promise<void> {
    this.#maxSessions = count + 80;
    let left = count;
    const begin = async (): Promise<void> => {
      while (left-- > 0) await this.#call(undefined, this.#newValues(2));
    };
    await Promise.all(Array.from({ length: actors }, begin));
  }

  /** Goes on until the signal says otherwise; returns when all is answered. */
  async run(signal: AbortSignal): Promise<void> {
    this.#turnAt = performance.now();
    const act = async (): Promise<void> => {
      while (!signal.aborted) {
        await this.#turn();
        await this.#step();
      }
    };
    await Promise.all(Array.from({ length: actors }, act));
  }

  /** Reads every session that is live or was lately, through every gateway, and every user's list. */
  async readAll(): Promise<void> {
    const { fleet, population } = this.#on;
    const tokens = [...population.live, ...population.dead];
    const perUser = knownUsers.flatMap(
      ({ username }) => population.any((t) => t.user === username) ?? [],
    );
    const calls = fleet.running.flatMap((gateway) => [
      ...tokens.map((token) => ({ gateway, token, action: { kind: 'read' } as const })),
      ...perUser.map((token) => ({ gateway, token, action: { kind: 'list' } as const })),
    ]);
    const act = async (): Promise<void> => {
      for (let next = calls.pop(); next; next = calls.pop()) {
        await this.#call(next.token, next.action, next.gateway);
      }
    };
    await Promise.all(Array.from({ length: actors }, act));
  }

  async #turn(): Promise<void> {
    const now = performance.now();
    // What could not be kept up with is not made good by a flood.
    this.#turnAt = Math.max(this.#turnAt + this.#betweenMs, now - restMs);
    if (this.#turnAt > now) await setTimeout(this.#turnAt - now);
  }

  async #step(): Promise<void> {
    const { population, random } = this.#on;
    const kind = random.weighted(this.#weights);
    switch (kind) {
      case 'begin':
        if (population.live.length < this.#maxSessions) {
          await this.#call(undefined, this.#newValues(1));
        }
        break;
      case 'burst':
      case 'lastBurst':
        await this.#burst(kind === 'lastBurst');
        break;
      case 'login':
        await this.#logIn();
        break;
      case 'probe':
        await this.#probe(population.dead[random.below(population.dead.length)]);
        break;
      case 'set':
        await this.#use(this.#newValues(random.chance(0.1) ? 2 : 1));
        break;
      case 'increment':
        await this.#use(this.#increment());
        break;
      case 'read':
        await this.#use({ kind });
        break;
      case 'logout':
        await this.#end(population.any(), { kind });
        break;
      case 'list':
      case 'endOthers':
        await this.#end(population.any(isSignedIn), { kind });
        break;
      case 'revoke':
        await this.#revoke();
        break;
    }
  }

  async #use(action: Action): Promise<void> {
    const token = this.#on.population.any();
    if (token) await this.#call(token, action);
  }

  /** The same session several times at once. */
  async #burst(isLast: boolean): Promise<void> {
    const { population, random } = this.#on;
    const token = population.any();
    if (!token) return;
    const actions = Array.from({ length: 2 + random.below(3) }, (): Action => {
      if (random.chance(0.4)) return this.#newValues(1);
      return random.chance(0.5) ? this.#increment() : { kind: 'read' };
    });
    if (isLast) actions.splice(random.below(actions.length), 0, { kind: 'logout' });
    await Promise.all(actions.map((action) => this.#call(token, action)));
    if (isLast) await this.#probe(token);
  }

  async #logIn(): Promise<void> {
    const now = performance.now();
    if (now < this.#nextLoginAt) return;
    this.#nextLoginAt = now + betweenLoginsMs;
    const { population, random } = this.#on;
    const user = random.pick(knownUsers).username;
    const from = random.weighted({ nothing: 4, anonymous: 4, same: 1, other: 1 });
    const token =
      from === 'nothing'
        ? undefined
        : population.any((each) => {
            if (from === 'anonymous') return each.user === undefined;
            return each.user !== undefined && (each.user === user) === (from === 'same');
          });
    const { token: before } = await this.#call(token, { kind: 'login', user });
    await this.#probe(before);
  }

  async #revoke(): Promise<void> {
    const { population } = this.#on;
    const token = population.any(isSignedIn);
    const target = population.any((each) => each !== token && each.user === token?.user);
    if (target && token?.user !== undefined) {
      await this.#end(token, { kind: 'revoke', target: target.session }, target);
    }
  }

  /** Ends something, then looks for it. @param ended What to look for; absent: what the token opened. */
  async #end(token: Token | undefined, action: Action, ended = token): Promise<void> {
    if (!token) return;
    await this.#call(token, action);
    if (action.kind === 'endOthers') await this.#probe(this.#on.population.dead.at(-1));
    else if (action.kind !== 'list') await this.#probe(ended);
  }

  async #probe(token: Token | undefined): Promise<void> {
    if (token)
      await this.#call(token, this.#on.random.chance(0.7) ? { kind: 'read' } : this.#newValues(1));
  }

  #newValues(count: number): Action {
    const values: Record<string, string> = {};
    while (Object.keys(values).length < count) {
      values[`k${this.#on.random.below(5)}`] = `w${(this.#written += 1)}`;
    }
    return { kind: 'set', values };
  }

  #increment(): Action {
    return { kind: 'increment', key: `n${this.#on.random.below(2)}` };
  }

  async #call(
    token: Token | undefined,
    action: Action,
    at: RunningGateway | undefined = this.#anyGateway(),
  ): Promise<Call> {
    const { caller, population } = this.#on;
    if (!at) throw new Error('No gateway runs');
    const call = await caller.call(at, token, action);
    population.note(call);
    return call;
  }

  #anyGateway(): RunningGateway | undefined {
    const { fleet, random } = this.#on;
    return fleet.running[random.below(fleet.running.length)];
  }
}

function isSignedIn({ user }: Token): boolean {
  return user !== undefined;
}
