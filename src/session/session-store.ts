import type { Session, SessionClient, SessionParts, SessionValues } from './session.ts';
import type { Timeouts } from './deadlines.ts';

/**
 * Where sessions are kept. Each method is one atomic step on one node, except {@link SessionStore.list}.
 *
 * Every method rejects with a {@link SessionError} of code `SESSION_STORE_UNAVAILABLE` when the node did not answer
 * (invariant I4); for a method that writes, the outcome is then unknown (I7). Instants and TTLs come from the node's
 * clock, never from the caller's. No method creates a key for a session that has ended or is unknown (I1), except
 * `create`; every key gets a TTL (I2).
 */
export interface SessionStore {
  /**
   * Keeps a new session under an id that was just drawn. Repeating it with the same content changes nothing and
   * answers `found` again (I7).
   */
  create(draft: SessionDraft): Promise<CreateOutcome>;

  /** Reads a session; writes "last seen" only when it is older than the touch interval. */
  load(proof: SessionProof, parts: SessionParts): Promise<LoadOutcome>;

  /** Reads a session as {@link SessionStore.load} does, but does not count as use: it writes nothing. */
  peek(proof: SessionProof, parts: SessionParts): Promise<PeekOutcome>;

  /** Changes values: all of the change or, on any other outcome than `found`, none of it. */
  update(proof: SessionProof, update: SessionUpdate, parts: SessionParts): Promise<UpdateOutcome>;

  /**
   * Signs a user in on an existing session: new secret, new absolute deadline, the login's values over the old ones.
   * Works on an anonymous session, or on one of the same user and credential version; any other answers `otherLogin`
   * and changes nothing. Repeating it with the same new secret answers `found` again (I7).
   */
  rotate(proof: SessionProof, rotation: SessionRotation): Promise<RotateOutcome>;

  /** Deletes the record and its index entry and leaves a tombstone, so that nothing in flight brings it back. */
  end(id: string, authority: EndAuthority): Promise<EndOutcome>;

  /**
   * A user's live sessions, in no order. Does not count as use.
   *
   * On a ring: asks every node. `unreachable` says which nodes did not answer; callers decide whether a part will do.
   */
  list(userId: string, parts: SessionParts): Promise<SessionList>;
}

/** What proves the right to a session: its id, and the SHA-256 of its secret (base64url, 43 characters). */
export interface SessionProof {
  readonly id: string;
  readonly secretHash: string;
}

/** A session to create. */
export interface SessionDraft extends SessionProof {
  readonly timeouts: Timeouts;
  readonly client: SessionClient;
  readonly values: SessionValues;
  readonly login: LoginDraft | undefined;
}

/** Who signs in. */
export interface LoginDraft {
  readonly userId: string;
  readonly credentialVersion: string;
  /** Keys that mutations may not change while signed in. Their values are in `values`. */
  readonly readOnlyKeys: readonly string[];
}

/** A login on an existing session. */
export interface SessionRotation {
  readonly newSecretHash: string;
  readonly timeouts: Timeouts;
  readonly client: SessionClient;
  readonly login: LoginDraft;
  /** The login's values; they win over values of the same name. No limit applies to them. */
  readonly values: SessionValues;
}

/** A change of values. */
export interface SessionUpdate {
  readonly change: ValueChange;
  /** Apply only when the session has this version. */
  readonly ifVersion: number | undefined;
  readonly limits: ValueLimits;
}

export type ValueChange =
  | { readonly kind: 'set'; readonly values: SessionValues }
  | { readonly kind: 'delete'; readonly key: string }
  /** `by`: a whole number. */
  | { readonly kind: 'increment'; readonly key: string; readonly by: number };

/** Limits that only the node can check, since they count what is there. Bytes are UTF-8 of keys and JSON texts. */
export interface ValueLimits {
  readonly maxValues: number;
  readonly maxSessionBytes: number;
  /** In place of `maxSessionBytes` while nobody is signed in. */
  readonly maxAnonymousBytes: number;
}

/** Who may end a session: the holder of its secret, or its user. */
export type EndAuthority =
  /** `userId`: the session's user as loaded; absent when anonymous. */
  | { readonly by: 'secret'; readonly secretHash: string; readonly userId: string | undefined }
  | { readonly by: 'user'; readonly userId: string };

/** The session was found and, where that was asked, changed. */
export interface Found {
  readonly state: 'found';
  readonly session: Session;
}

/**
 * Why there is no session: `gone`: neither record nor tombstone; `ended`: a tombstone; `rotated`: a record with another
 * secret, so a login overtook this request.
 */
export interface Missing {
  readonly state: 'gone' | 'ended' | 'rotated';
}

/** `taken`: another record or a tombstone has this id. */
export type CreateOutcome = Found | { readonly state: 'taken' };

/** `readAt`: Unix milliseconds by the node's clock, so that what is left of the session can be told without another. */
export type PeekOutcome = (Found & { readonly readAt: number }) | Missing;

export type LoadOutcome = Found | Missing;

export type UpdateOutcome =
  | Found
  | Missing
  /** `ifVersion` differs. */
  | { readonly state: 'conflict'; readonly version: number }
  /** A key that login wrote. */
  | { readonly state: 'readOnly'; readonly key: string }
  | { readonly state: 'tooManyValues' }
  | { readonly state: 'tooManyBytes'; readonly maxBytes: number }
  /** The value to increment is no whole number within 2^53 - 1 either way. */
  | { readonly state: 'notWhole' }
  /** The sum would pass 2^53 - 1 either way. */
  | { readonly state: 'outOfRange' };

export type RotateOutcome = Found | Missing | { readonly state: 'otherLogin' };

/** `done`: this call ended it. `notYours`: its user is another one, or none. */
export type EndOutcome = { readonly state: 'done' | 'notYours' } | Missing;

export interface SessionList {
  readonly sessions: readonly Session[];
  /** Ids of nodes that did not answer; empty when the list is whole. */
  readonly unreachable: readonly string[];
}
