/**
 * Tells of what happens to sessions as it happens, also when another gateway did it.
 *
 * A notice says that something happened, not what the session is now: who gets one reads the session.
 */
export interface SessionEvents {
  /**
   * Listens to one session until the returned function is called.
   *
   * @param id Of the session. There need be none of this id.
   * @param onNotice Called for each notice, in the order in which things happened; must not throw.
   * @returns Once nothing that happens from then on is missed.
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE` when the node does not answer. A node that is lost later is
   *   listened to again when it is back, and every listener gets `missed` then.
   */
  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening>;
}

/** Ends one listening; calling it again does nothing. */
export type StopListening = () => void;

/** Something that happened to a session. */
export type SessionNotice =
  /** `at`: Unix milliseconds by the clock of the node that holds the record. */
  | { readonly kind: 'changed' | 'renewed' | 'ended'; readonly at: number }
  /** The node was not listened to for a while: any of the others may have been missed. */
  | { readonly kind: 'missed' };
