import type { Account, Accounts } from './accounts.ts';
import { isUnavailable, SessionError } from './session-error.ts';
import type { SessionPolicy } from './session-policy.ts';
import type { SessionStore } from './session-store.ts';
import { isSessionId } from './session-token.ts';
import type { Session, SessionParts } from './session.ts';

/** No login takes longer from its write to its look at the others. */
const longestLoginMs = 10_000;

/** All sessions of one user, wherever they are kept. */
export class UserSessions {
  readonly #store: SessionStore;
  readonly #accounts: Accounts;
  readonly #policy: SessionPolicy;

  constructor(store: SessionStore, accounts: Accounts, policy: SessionPolicy) {
    this.#store = store;
    this.#accounts = accounts;
    this.#policy = policy;
  }

  /** The user of a session: absent when nobody is signed in, the user is gone, or its credentials have changed. */
  userOf(session: Session): Account | undefined {
    if (session.login === undefined) return undefined;
    const account = this.#accounts.find(session.login.userId);
    return account?.credentialVersion === session.login.credentialVersion ? account : undefined;
  }

  /**
   * Most recently seen first.
   *
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE` when any node did not answer: never a partial list.
   */
  async list(userId: string, parts: SessionParts): Promise<readonly Session[]> {
    const { sessions, unreachable } = await this.#live(userId, parts);
    if (unreachable.length > 0) throw incomplete(unreachable);
    return [...sessions].sort(mostRecentlySeenFirst);
  }

  /** Whether this call ended a live session of that user. */
  async end(userId: string, id: string): Promise<boolean> {
    if (!isSessionId(id)) return false;
    const outcome = await this.#store.end(id, { by: 'user', userId });
    return outcome.state === 'done';
  }

  /** Ends sessions as far as their nodes answer: for those that are refused anyway, or that a login goes on without. */
  async endQuietly(userId: string, sessions: readonly Session[]): Promise<void> {
    const ended = await Promise.allSettled(sessions.map(({ id }) => this.end(userId, id)));
    for (const result of ended) {
      if (result.status === 'rejected' && !isUnavailable(result.reason)) throw result.reason;
    }
  }

  /**
   * Ends all sessions of a user except one (I6).
   *
   * @returns How many this call ended.
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE` when any node did not answer; some may have been ended then.
   */
  async endOthers(userId: string, keptId: string): Promise<number> {
    const sessions = await this.list(userId, 'metadata');
    const others = sessions.filter(({ id }) => id !== keptId);
    // Waits for all, so that nothing is still being ended when a failure is told.
    const ended = await Promise.allSettled(others.map(({ id }) => this.end(userId, id)));
    for (const result of ended) if (result.status === 'rejected') throw result.reason;
    return ended.filter((result) => result.status === 'fulfilled' && result.value).length;
  }

  /**
   * Refuses a login where the limit rejects new ones and is reached. Parallel logins may pass here together:
   * {@link keepLimit} decides between them.
   *
   * @param renewedId Of the session that the login would renew: it takes no room of its own.
   * @throws {SessionError} `TOO_MANY_SESSIONS`.
   */
  async checkRoom(userId: string, renewedId: string | undefined): Promise<void> {
    if (this.#policy.sessionsOverflow !== 'reject') return;
    const { sessions } = await this.#live(userId, 'metadata');
    const others = sessions.filter(({ id }) => id !== renewedId);
    if (others.length >= this.#policy.maxSessionsPerUser) throw this.#tooMany();
  }

  /**
   * Holds the limit of sessions a user after a login added one. Every login looks after it has written, so of several
   * at once the last one to look sees them all. None ends one that began after it, or two at once would end each other:
   * where such ones fill the limit, it ends its own. Nodes that do not answer are left out: logins go on without them.
   *
   * @throws {SessionError} `TOO_MANY_SESSIONS`; the session just begun is ended then.
   */
  async keepLimit(userId: string, begun: Session): Promise<void> {
    const { sessions } = await this.#live(userId, 'metadata');
    const excess = sessions.length - this.#policy.maxSessionsPerUser;
    if (excess <= 0) return;
    if (this.#policy.sessionsOverflow === 'reject') {
      // One that began in the same millisecond counts as earlier: it may have looked before this one was there.
      const earlier = sessions.filter(
        (session) => session.id !== begun.id && authenticatedAt(session) <= authenticatedAt(begun),
      );
      if (earlier.length < this.#policy.maxSessionsPerUser) return;
      await this.endQuietly(userId, [begun]);
      throw this.#tooMany();
    }
    const oldest = sessions
      .filter((session) => session.id !== begun.id && !beganAfter(session, begun))
      .sort(mostRecentlySeenFirst)
      .slice(-excess);
    await this.endQuietly(userId, oldest.length < excess ? [...oldest, begun] : oldest);
  }

  /** What a store lists, less the sessions whose user has changed its credentials since: those are ended. */
  async #live(
    userId: string,
    parts: SessionParts,
  ): Promise<{ sessions: readonly Session[]; unreachable: readonly string[] }> {
    const { sessions, unreachable } = await this.#store.list(userId, parts);
    const live = sessions.filter((session) => this.userOf(session) !== undefined);
    if (live.length < sessions.length) {
      await this.endQuietly(
        userId,
        sessions.filter((session) => !live.includes(session)),
      );
    }
    return { sessions: live, unreachable };
  }

  #tooMany(): SessionError {
    return new SessionError(
      'TOO_MANY_SESSIONS',
      `this user already has ${this.#policy.maxSessionsPerUser} sessions: end one of them first`,
    );
  }
}

function mostRecentlySeenFirst(a: Session, b: Session): number {
  return b.lastSeenAt - a.lastSeenAt || (a.id < b.id ? -1 : 1);
}

/** Two logins at once agree on which of them it was; one that seems much later was begun by a clock that is ahead. */
function beganAfter(session: Session, begun: Session): boolean {
  const laterByMs = authenticatedAt(session) - authenticatedAt(begun);
  return laterByMs === 0 ? session.id > begun.id : laterByMs > 0 && laterByMs < longestLoginMs;
}

function authenticatedAt({ login, createdAt }: Session): number {
  return login?.authenticatedAt ?? createdAt;
}

function incomplete(unreachable: readonly string[]): SessionError {
  return new SessionError(
    'SESSION_STORE_UNAVAILABLE',
    `${unreachable.length} of the nodes that hold sessions did not answer: try again`,
  );
}
