import { SessionError, unauthenticated } from './session-error.ts';
import type { SessionEvents } from './session-events.ts';
import type { SessionPolicy } from './session-policy.ts';
import type { SessionProof, SessionStore } from './session-store.ts';
import { SessionWatch } from './session-watch.ts';
import type { SessionParts } from './session.ts';
import type { UserSessions } from './user-sessions.ts';

/** What the watches of a process share. */
export interface SessionWatchesOptions {
  readonly store: SessionStore;
  readonly events: SessionEvents;
  readonly userSessions: UserSessions;
  readonly policy: SessionPolicy;
}

/** All watches of this process, and how many there may be. */
export class SessionWatches {
  readonly #options: SessionWatchesOptions;
  readonly #bySession = new Map<string, number>();
  #count = 0;

  constructor(options: SessionWatchesOptions) {
    this.#options = options;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /**
   * Watches the session that a token proves.
   *
   * @param proof Absent when the request came without a genuine token.
   * @param onOver As in {@link SessionWatch}.
   * @throws {SessionError} `UNAUTHENTICATED`, `TOO_MANY_SUBSCRIPTIONS`, `SESSION_STORE_UNAVAILABLE`.
   */
  async open(
    proof: SessionProof | undefined,
    parts: SessionParts,
    onOver: () => void,
  ): Promise<SessionWatch> {
    if (proof === undefined) throw unauthenticated();
    const { id } = proof;
    this.#take(id);
    const { store, events, userSessions } = this.#options;
    const onClosed = (): void => {
      this.#giveBack(id);
    };
    return SessionWatch.open({ store, events, userSessions, proof, parts, onClosed, onOver });
  }

  #take(id: string): void {
    const { maxSubscriptions, maxSubscriptionsPerSession } = this.#options.policy;
    const ofSession = this.#bySession.get(id) ?? 0;
    if (ofSession >= maxSubscriptionsPerSession) {
      throw new SessionError(
        'TOO_MANY_SUBSCRIPTIONS',
        `this session already has ${maxSubscriptionsPerSession} subscriptions: end one of them first`,
      );
    }
    if (this.#count >= maxSubscriptions) {
      throw new SessionError(
        'TOO_MANY_SUBSCRIPTIONS',
        'the gateway has as many subscriptions as it may: try again later',
      );
    }
    this.#bySession.set(id, ofSession + 1);
    this.#count += 1;
  }

  #giveBack(id: string): void {
    const left = (this.#bySession.get(id) ?? 1) - 1;
    if (left === 0) this.#bySession.delete(id);
    else this.#bySession.set(id, left);
    this.#count -= 1;
  }
}
