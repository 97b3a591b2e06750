/** The users that exist now, in memory: a session's user is looked up at every use, without I/O. */
export interface Accounts {
  /** @param username In NFC. */
  find(username: string): Account | undefined;
}

/** A user that may sign in. */
export interface Account {
  /** 1 to 64 bytes of UTF-8, NFC. Also the user's id. */
  readonly username: string;
  readonly roles: readonly string[];
  /**
   * Digest of everything that a session of this user rests on (password hash and session values): 11 characters of
   * base64url. Sessions that were begun under another version are ended at their next use.
   */
  readonly credentialVersion: string;
  /** Values that login puts into the session: key to JSON text. Read-only to mutations while signed in. */
  readonly sessionValues: ReadonlyMap<string, string>;
}
