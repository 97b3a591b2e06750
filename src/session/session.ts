/**
 * A session as a store found it at one instant. Immutable: a change answers a new one.
 *
 * All instants are Unix milliseconds by the clock of the node that holds the record.
 */
export interface Session {
  /** 16 random bytes, base64url (22 characters). Names the record and decides its node; no credential. */
  readonly id: string;
  /** Grows by one with every change; 1 when created. */
  readonly version: number;
  readonly createdAt: number;
  /** When it was last used, to within the touch interval ({@link touchIntervalMs}). */
  readonly lastSeenAt: number;
  /** When it ends however much it is used. */
  readonly absoluteDeadlineAt: number;
  /** How long it lives unused, in whole milliseconds. */
  readonly idleTimeoutMs: number;
  /** Who signed in; absent for an anonymous session. */
  readonly login: SessionLogin | undefined;
  /** The client that the session was begun with. */
  readonly client: SessionClient;
  /** Key to JSON text; absent when only the metadata was asked for. */
  readonly values: SessionValues | undefined;
}

/** Key to JSON text, in no order. A Map, so that `__proto__` and `constructor` are ordinary keys. */
export type SessionValues = ReadonlyMap<string, string>;

/** The part of a session that a login wrote. */
export interface SessionLogin {
  /** 1 to 64 bytes of UTF-8, NFC. */
  readonly userId: string;
  /** Digest of the user's entry when it signed in: 11 characters of base64url. */
  readonly credentialVersion: string;
  readonly authenticatedAt: number;
}

/** What is known of the client; shown to its user, never used to decide. */
export interface SessionClient {
  /** As in `Firefox on Linux`; at most 24 bytes of ASCII. */
  readonly device: string | undefined;
  /** IPv4 or IPv6, textual. */
  readonly address: string | undefined;
}

/** How much of a session to load: without its values it costs less. */
export type SessionParts = 'metadata' | 'all';
