import { isLiveBy, type Call, type Token } from './call.ts';
import type { SeededRandom } from './seeded-random.ts';

/** How many tokens that are good no more are remembered, to be tried again. */
const maxDead = 60;
/** So many are used far more than the others. */
const hot = 8;
const hotPart = 0.4;

interface Carried {
  readonly token: Token;
  readonly issuedAt: number;
}

/** The browsers: what each of them carries, as far as answers have told. */
export class Population {
  readonly #random: SeededRandom;
  readonly #live = new Map<string, Carried>();
  readonly #dead: Token[] = [];

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Tokens that are good, or may be. */
  get live(): readonly Token[] {
    return [...this.#live.values()].map(({ token }) => token);
  }

  /** Tokens that are good no more. */
  get dead(): readonly Token[] {
    return this.#dead;
  }

  /** One that is good, or may be; absent when there is none. */
  any(isWanted: (token: Token) => boolean = () => true): Token | undefined {
    const wanted = this.live.filter(isWanted);
    const isHot = this.#random.chance(hotPart);
    return wanted[this.#random.below(isHot ? Math.min(hot, wanted.length) : wanted.length)];
  }

  /** Takes note of an answer. */
  note(call: Call): void {
    const { token, action, result, issued, startedAt, endedAt } = call;
    const isUncertain = result.kind === 'unknown' || result.kind === 'broken';
    if (token) {
      const isGivenUp = (action.kind === 'login' || action.kind === 'logout') && isUncertain;
      const isLoggedOut = action.kind === 'logout' && result.kind === 'ended';
      if (issued || isGivenUp || isLoggedOut || isLiveBy(call) === false) this.#bury(token);
    }
    if (issued) this.#live.set(issued.name, { token: issued, issuedAt: endedAt });
    for (const each of [...this.#live.values()]) {
      const isRevoked =
        action.kind === 'revoke' &&
        action.target === each.token.session &&
        (isUncertain || (result.kind === 'ended' && result.ended));
      const isEndedWithOthers =
        action.kind === 'endOthers' &&
        result.kind === 'count' &&
        each.token.user === token?.user &&
        each.token.session !== token?.session &&
        each.issuedAt < startedAt;
      if (isRevoked || isEndedWithOthers) this.#bury(each.token);
    }
  }

  #bury(token: Token): void {
    if (!this.#live.delete(token.name)) return;
    this.#dead.push(token);
    if (this.#dead.length > maxDead) this.#dead.shift();
  }
}
