import { createHmac, randomBytes } from 'node:crypto';
import type { Account, Accounts } from '../session/accounts.ts';
import { decoyHash } from './password-hash.ts';

/** An account and what proves the right to it. */
export interface UserEntry {
  readonly account: Account;
  /** argon2id in PHC form. Secret: never in a message or log. */
  readonly passwordHash: string;
}

/** Where the current users are found; the answer changes when the users do. */
export interface UserSource extends Accounts {
  directory(): UserDirectory;
}

/** All users at one instant. Immutable. */
export class UserDirectory {
  readonly #entries: ReadonlyMap<string, UserEntry>;
  readonly #decoys: readonly string[];
  readonly #decoyKey = randomBytes(32);

  /** @param entries With usernames in NFC, each once. */
  constructor(entries: readonly UserEntry[]) {
    this.#entries = new Map(entries.map((entry) => [entry.account.username, entry]));
    this.#decoys =
      entries.length === 0
        ? [decoyHash()]
        : entries.map(({ passwordHash }) => decoyHash(passwordHash));
  }

  /** How many users there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** @param username In NFC. */
  entry(username: string): UserEntry | undefined {
    return this.#entries.get(username);
  }

  /**
   * What to verify a password against when there is no such user: no password matches it, and it costs what the hash
   * of one of the real users costs. Which one is drawn by name, so that asking twice takes as long twice; with hashes
   * of different costs in the file, a constant cost would tell the unknown names.
   */
  decoyFor(username: string): string {
    const digest = createHmac('sha256', this.#decoyKey).update(username).digest();
    return this.#decoys[digest.readUInt32BE() % this.#decoys.length] ?? decoyHash();
  }
}
