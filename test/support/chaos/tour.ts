import { knownUsers } from '../known-users.ts';
import type { Action, Call, Token } from '../ring-load/call.ts';
import type { Caller } from '../ring-load/caller.ts';
import type { RunningGateway } from '../ring-load/gateway-fleet.ts';
import type { Population } from '../ring-load/population.ts';
import type { OwnerOf } from './episode.ts';

/** So many of each are there before a node is broken. */
const fresh = { anonymous: 8, signedIn: 3 } as const;
/** Of ten ids one falls on a given node, at the least. */
const maxDraws = 400;

/** Asks for one of everything, so that no fault passes without having been met by each kind of call. */
export class Tour {
  readonly #caller: Caller;
  readonly #population: Population;
  readonly #ownerOf: OwnerOf;
  #written = 0;

  constructor(caller: Caller, population: Population, ownerOf: OwnerOf) {
    this.#caller = caller;
    this.#population = population;
    this.#ownerOf = ownerOf;
  }

  /** Sees to it that some sessions are on a node, with users and without. */
  async prepare(node: string, gateway: RunningGateway): Promise<void> {
    for (let draw = 0; draw < maxDraws; draw += 1) {
      if (this.#on(node, isAnonymous).length >= fresh.anonymous + fresh.signedIn) break;
      await this.#call(gateway, undefined, this.#set());
    }
    const missing = fresh.signedIn - this.#on(node, isSignedIn).length;
    const tokens = this.#on(node, isAnonymous).slice(0, Math.max(0, missing));
    const users = knownUsers.map(({ username }) => username);
    await Promise.all(
      tokens.map((token, at) => {
        const user = users[at % users.length] ?? '';
        return this.#call(gateway, token, { kind: 'login', user });
      }),
    );
  }

  /** One call of each kind that meets a node, and some that need another one. */
  async go(node: string, gateway: RunningGateway): Promise<void> {
    const [anonymous, other, leaver, joiner] = this.#on(node, isAnonymous);
    const [user] = this.#on(node, isSignedIn);
    const elsewhere = this.#population.live.find(
      (token) => isSignedIn(token) && this.#ownerOf(token.session) !== node,
    );
    const steps: (readonly [Token | undefined, Action])[] = [
      [anonymous, { kind: 'read' }],
      [user, { kind: 'read' }],
      [anonymous, this.#set()],
      [other, { kind: 'increment', key: 'n0' }],
      [user, { kind: 'list' }],
      [elsewhere, { kind: 'list' }],
      [leaver, { kind: 'logout' }],
      [user, { kind: 'logout' }],
    ];
    // Some at once: who finds out that a node is silent, and who comes meanwhile.
    const possible = steps.filter(([token]) => token !== undefined);
    await Promise.all(possible.slice(0, 4).map((step) => this.#call(gateway, ...step)));
    for (const step of possible.slice(4)) await this.#call(gateway, ...step);
    // Whoever has no session yet gets one, and whoever logs in is logged in.
    const news: (readonly [Token | undefined, Action])[] = [
      [undefined, this.#set()],
      [undefined, this.#set()],
      [undefined, { kind: 'login', user: 'eve' }],
      [joiner, { kind: 'login', user: 'dan' }],
    ];
    await Promise.all(news.map((step) => this.#call(gateway, ...step)));
  }

  /** Writes to a session on a node. @returns Absent when none is known. */
  async write(node: string, gateway: RunningGateway): Promise<Call | undefined> {
    const tokens = [...this.#population.live, ...this.#population.dead];
    const token = tokens.find(({ session }) => this.#ownerOf(session) === node);
    return token && (await this.#call(gateway, token, this.#set()));
  }

  #on(node: string, isWanted: (token: Token) => boolean): Token[] {
    const live = this.#population.live.filter(isWanted);
    return live.filter(({ session }) => this.#ownerOf(session) === node);
  }

  #set(): Action {
    return { kind: 'set', values: { [`k${this.#written % 5}`]: `t${(this.#written += 1)}` } };
  }

  async #call(gateway: RunningGateway, token: Token | undefined, action: Action): Promise<Call> {
    const call = await this.#caller.call(gateway, token, action);
    this.#population.note(call);
    return call;
  }
}

function isSignedIn({ user }: Token): boolean {
  return user !== undefined;
}

function isAnonymous(token: Token): boolean {
  return !isSignedIn(token);
}
