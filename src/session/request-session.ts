import type { Account } from './accounts.ts';
import { checkAnonymousSize, checkKey, toSessionValues } from './value-rules.ts';
import { PendingLoad } from './pending-load.ts';
import type { IssuedSession } from './session-creation.ts';
import { SessionError, unauthenticated } from './session-error.ts';
import type { SessionServices } from './session-services.ts';
import type { Missing, SessionProof, ValueChange } from './session-store.ts';
import type { Session, SessionClient, SessionParts, SessionValues } from './session.ts';
import { explainRefusal } from './update-refusal.ts';

/** What the answer does to the browser's cookie. */
export type CookieChange =
  /** `token`: a credential; goes into Set-Cookie and nowhere else (I8). */
  | { readonly kind: 'issue'; readonly token: string; readonly maxAgeMs: number }
  | { readonly kind: 'clear' };

/**
 * The session of one request: loaded at most once, on first use, and the only way to change it.
 *
 * It follows the request: after `signIn`, `signOut` or a first write, what comes later in the same operation sees the
 * session as it is then, and {@link RequestSession.cookieChange} tells of the last state only.
 */
export class RequestSession {
  readonly #services: SessionServices;
  readonly #client: () => SessionClient;
  #proof: SessionProof | undefined;
  #state: Known = { state: 'unknown' };
  #loading: PendingLoad | undefined;
  #cookieChange: CookieChange | undefined;

  /**
   * @param proof From the genuine token that came with the request; absent without one.
   * @param client Asked only when a session begins.
   */
  constructor(
    services: SessionServices,
    proof: SessionProof | undefined,
    client: () => SessionClient,
  ) {
    this.#services = services;
    this.#proof = proof;
    this.#client = client;
    if (proof === undefined) this.#state = { state: 'none' };
  }

  /** What the answer does to the cookie; absent when nothing was issued, renewed or ended. */
  get cookieChange(): CookieChange | undefined {
    return this.#cookieChange;
  }

  /** The id of the session that a genuine token names; whether it is live is known once it was loaded. */
  get currentId(): string | undefined {
    return this.#proof?.id;
  }

  /**
   * The live session; absent when there is none.
   *
   * Fields that are resolved side by side share one command: it is sent when all of them have asked.
   */
  load(parts: SessionParts): Promise<Session | undefined> {
    const known = this.#state;
    if (known.state === 'live' && (parts === 'metadata' || known.session.values !== undefined)) {
      return Promise.resolve(known.session);
    }
    const proof = this.#proof;
    if (proof === undefined || (known.state !== 'live' && known.state !== 'unknown'))
      return noSession;

    let pending = this.#loading;
    if (pending === undefined) {
      pending = new PendingLoad((wanted) => this.#send(proof, wanted));
      this.#loading = pending;
    }
    // What was sent for the metadata alone answers first; then the values are known to be missing.
    if (!pending.include(parts)) return pending.done.then(() => this.load(parts));
    return pending.done;
  }

  /** The user that a session found by this request belongs to; absent for an anonymous one. Without I/O. */
  userOf(session: Session): Account | undefined {
    return this.#services.userSessions.userOf(session);
  }

  /** Who is signed in; absent when nobody is. Loads no values. */
  async user(): Promise<Account | undefined> {
    const session = await this.load('metadata');
    return session && this.userOf(session);
  }

  /**
   * @param values Key to any JSON value.
   * @throws {SessionError} As the mutation `setSessionValues` in the GraphQL schema says.
   */
  async setValues(
    values: Readonly<Record<string, unknown>>,
    ifVersion: number | undefined,
    parts: SessionParts,
  ): Promise<Session> {
    const texts = toSessionValues(values, this.#services.policy);
    return this.#update({ kind: 'set', values: texts }, ifVersion, parts, texts);
  }

  /** @throws {SessionError} As the mutation `deleteSessionValue` in the GraphQL schema says. */
  async deleteValue(
    key: string,
    ifVersion: number | undefined,
    parts: SessionParts,
  ): Promise<Session> {
    checkKey(key);
    return this.#update({ kind: 'delete', key }, ifVersion, parts, undefined);
  }

  /** @throws {SessionError} As the mutation `incrementSessionValue` in the GraphQL schema says. */
  async incrementValue(key: string, by: number, parts: SessionParts): Promise<Session> {
    checkKey(key);
    const first = new Map([[key, String(by)]]);
    return this.#update({ kind: 'increment', key, by }, undefined, parts, first);
  }

  /** Signs in a user whose credentials were verified. @throws {SessionError} As {@link SignIn.signIn}. */
  async signIn(account: Account): Promise<Session> {
    const issued = await this.#services.signIn.signIn({
      account,
      client: this.#client(),
      proof: this.#proof,
    });
    return this.#adopt(issued);
  }

  /** Ends the session. @returns Whether this call ended a live one. */
  async signOut(): Promise<boolean> {
    const session = await this.load('metadata');
    const proof = this.#proof;
    if (session === undefined || proof === undefined) {
      if (this.#state.state === 'gone') this.#cookieChange = { kind: 'clear' };
      return false;
    }
    const { secretHash } = proof;
    const userId = session.login?.userId;
    const outcome = await this.#services.store.end(session.id, {
      by: 'secret',
      secretHash,
      userId,
    });
    if (outcome.state === 'done') this.#leave();
    else this.#state = { state: outcome.state === 'notYours' ? 'rotated' : outcome.state };
    return outcome.state === 'done';
  }

  /** Ends one of the user's sessions, this one too. @throws {SessionError} `UNAUTHENTICATED`. */
  async revoke(id: string): Promise<boolean> {
    const user = await this.requireUser();
    if (id === this.currentId) return this.signOut();
    return this.#services.userSessions.end(user.username, id);
  }

  /** Ends the user's other sessions. @returns How many. @throws {SessionError} `UNAUTHENTICATED`. */
  async revokeOthers(): Promise<number> {
    const user = await this.requireUser();
    const session = await this.load('metadata');
    if (session === undefined) throw unauthenticated();
    return this.#services.userSessions.endOthers(user.username, session.id);
  }

  /** The user's live sessions, most recently seen first. @throws {SessionError} `UNAUTHENTICATED`. */
  async list(parts: SessionParts): Promise<readonly Session[]> {
    const user = await this.requireUser();
    return this.#services.userSessions.list(user.username, parts);
  }

  /** @throws {SessionError} `UNAUTHENTICATED` when nobody is signed in. */
  async requireUser(): Promise<Account> {
    const user = await this.user();
    if (user === undefined) throw unauthenticated();
    return user;
  }

  async #send(proof: SessionProof, parts: SessionParts): Promise<Session | undefined> {
    try {
      const outcome = await this.#services.store.load(proof, parts);
      // A login or logout of this request went on meanwhile: what was found is the session of before.
      if (this.#proof !== proof) return undefined;
      if (outcome.state === 'found') {
        return (await this.#see(outcome.session)) ? outcome.session : undefined;
      }
      this.#state = outcome;
      return undefined;
    } finally {
      this.#loading = undefined;
    }
  }

  async #update(
    change: ValueChange,
    ifVersion: number | undefined,
    parts: SessionParts,
    first: SessionValues | undefined,
  ): Promise<Session> {
    const { store, policy } = this.#services;
    const { state } = this.#state;
    if (state === 'ended' || state === 'rotated') throw unauthenticated();
    if (this.#proof === undefined || state === 'gone') return this.#begin(first, ifVersion);

    const outcome = await store.update(this.#proof, { change, ifVersion, limits: policy }, parts);
    switch (outcome.state) {
      case 'found':
        if (await this.#see(outcome.session)) return outcome.session;
        throw unauthenticated();
      case 'gone':
        this.#state = outcome;
        return this.#begin(first, ifVersion);
      case 'ended':
      case 'rotated':
        this.#state = outcome;
        throw unauthenticated();
      case 'conflict':
      case 'readOnly':
      case 'tooManyValues':
      case 'tooManyBytes':
      case 'notWhole':
      case 'outOfRange':
        throw explainRefusal(outcome, policy);
    }
  }

  /** Creates an anonymous session for a first write; a change that needs a session to be there is refused. */
  async #begin(values: SessionValues | undefined, ifVersion: number | undefined): Promise<Session> {
    const { policy, creation, quota } = this.#services;
    if (values === undefined || ifVersion !== undefined) {
      throw new SessionError('VERSION_CONFLICT', 'there is no session, so nothing to change');
    }
    checkAnonymousSize(values, policy);
    const client = this.#client();
    await quota.take(client.address);
    return this.#adopt(
      await creation.create({ timeouts: policy.anonymous, client, values, login: undefined }),
    );
  }

  /** Notes a session that was found, unless its user is gone or has changed credentials: then it is ended. */
  #see(session: Session): boolean | Promise<boolean> {
    const { login } = session;
    if (login === undefined || this.userOf(session) !== undefined) {
      this.#state = { state: 'live', session };
      return true;
    }
    this.#state = { state: 'ended' };
    return this.#services.userSessions.endQuietly(login.userId, [session]).then(() => false);
  }

  #adopt({ session, token, proof }: IssuedSession): Session {
    this.#proof = proof;
    this.#state = { state: 'live', session };
    const maxAgeMs = session.absoluteDeadlineAt - session.lastSeenAt;
    this.#cookieChange = { kind: 'issue', token, maxAgeMs };
    return session;
  }

  #leave(): void {
    this.#proof = undefined;
    this.#state = { state: 'none' };
    this.#cookieChange = { kind: 'clear' };
  }
}

type Known =
  | { readonly state: 'unknown' | 'none' }
  | { readonly state: 'live'; readonly session: Session }
  | Missing;

const noSession = Promise.resolve(undefined);
