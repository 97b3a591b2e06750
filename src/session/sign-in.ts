import type { Account } from './accounts.ts';
import type { IssuedSession, SessionCreation } from './session-creation.ts';
import { isUnavailable } from './session-error.ts';
import type { SessionPolicy } from './session-policy.ts';
import type { LoginDraft, SessionProof, SessionStore } from './session-store.ts';
import type { SessionTokens } from './session-token.ts';
import type { SessionClient } from './session.ts';
import type { UserSessions } from './user-sessions.ts';

/** What a login begins from. */
export interface SignInRequest {
  readonly account: Account;
  readonly client: SessionClient;
  /** The session that the request carries, if any. */
  readonly proof: SessionProof | undefined;
}

/** Signs a user in whose credentials were verified: on the session that is there, or on a new one. */
export class SignIn {
  readonly #store: SessionStore;
  readonly #tokens: SessionTokens;
  readonly #creation: SessionCreation;
  readonly #userSessions: UserSessions;
  readonly #policy: SessionPolicy;

  constructor(options: {
    readonly store: SessionStore;
    readonly tokens: SessionTokens;
    readonly creation: SessionCreation;
    readonly userSessions: UserSessions;
    readonly policy: SessionPolicy;
  }) {
    this.#store = options.store;
    this.#tokens = options.tokens;
    this.#creation = options.creation;
    this.#userSessions = options.userSessions;
    this.#policy = options.policy;
  }

  /**
   * The secret is always a new one (OWASP ASVS 5.0, 7.2.4).
   *
   * @throws {SessionError} `TOO_MANY_SESSIONS`, `SESSION_STORE_UNAVAILABLE` when no node answers.
   */
  async signIn(request: SignInRequest): Promise<IssuedSession> {
    const { account, client, proof } = request;
    await this.#userSessions.checkRoom(account.username, proof?.id);
    const issued =
      (await this.#renew(request)) ??
      (await this.#creation.create({
        timeouts: this.#policy.user,
        client,
        values: account.sessionValues,
        login: loginOf(account),
      }));
    await this.#userSessions.keepLimit(account.username, issued.session);
    return issued;
  }

  /** Signs in on the session that the request carries; absent when there is none that may be carried over. */
  async #renew({ account, client, proof }: SignInRequest): Promise<IssuedSession | undefined> {
    if (proof === undefined) return undefined;
    const issued = this.#tokens.issue(proof.id);
    try {
      const outcome = await this.#store.rotate(proof, {
        newSecretHash: issued.proof.secretHash,
        timeouts: this.#policy.user,
        client,
        login: loginOf(account),
        values: account.sessionValues,
      });
      if (outcome.state === 'found') return { ...issued, session: outcome.session };
      if (outcome.state === 'otherLogin') await this.#endOther(proof);
    } catch (error) {
      // Its node does not answer: the browser starts afresh on another one.
      if (!isUnavailable(error)) throw error;
    }
    return undefined;
  }

  /** Ends the session of another login that this browser still carries. */
  async #endOther(proof: SessionProof): Promise<void> {
    const found = await this.#store.load(proof, 'metadata');
    if (found.state !== 'found') return;
    const userId = found.session.login?.userId;
    await this.#store.end(proof.id, { by: 'secret', secretHash: proof.secretHash, userId });
  }
}

function loginOf(account: Account): LoginDraft {
  return {
    userId: account.username,
    credentialVersion: account.credentialVersion,
    readOnlyKeys: [...account.sessionValues.keys()],
  };
}
