import { isUnavailable, SessionError } from './session-error.ts';
import type { SessionDraft, SessionProof, SessionStore } from './session-store.ts';
import type { Session } from './session.ts';
import type { IssuedToken, SessionTokens } from './session-token.ts';

/**
 * How often an id is drawn: a node that is known to be down refuses at once, so that even where it owns nine tenths of
 * the ring, all draws meet it only three times in a hundred thousand.
 */
const maxDraws = 100;

/** How long to go on drawing: a node that hangs takes its time limit to refuse. */
const maxDrawingMs = 900;

/** A session that this request begot, with the token that opens it. */
export interface IssuedSession extends IssuedToken {
  readonly session: Session;
}

/** Creates sessions, on any node that answers: so logins go on while a node is down. */
export class SessionCreation {
  readonly #store: SessionStore;
  readonly #tokens: SessionTokens;

  constructor(store: SessionStore, tokens: SessionTokens) {
    this.#store = store;
    this.#tokens = tokens;
  }

  /** @throws {SessionError} `SESSION_STORE_UNAVAILABLE` when no node answered in time. */
  async create(draft: Omit<SessionDraft, keyof SessionProof>): Promise<IssuedSession> {
    const giveUpAt = performance.now() + maxDrawingMs;
    let cause: unknown;
    for (let draw = 0; draw < maxDraws && performance.now() < giveUpAt; draw += 1) {
      const issued = this.#tokens.issue();
      try {
        const outcome = await this.#store.create({ ...draft, ...issued.proof });
        if (outcome.state === 'found') return { ...issued, session: outcome.session };
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        cause = error;
      }
    }
    throw new SessionError('SESSION_STORE_UNAVAILABLE', 'no node of the session store answers', {
      cause,
    });
  }
}
