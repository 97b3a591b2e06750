import type { Account } from '../session/accounts.ts';
import type { Credentials } from './credentials.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { normalizePassword } from './password-text.ts';
import type { UserEntry, UserSource } from './user-directory.ts';
import { normalizeUsername } from './username.ts';

/** Checks passwords against the hashes of a {@link UserSource}. */
export class PasswordCredentials implements Credentials {
  readonly #users: UserSource;
  readonly #hasher: PasswordHasher;

  constructor(users: UserSource, hasher: PasswordHasher) {
    this.#users = users;
    this.#hasher = hasher;
  }

  async verify(username: string, password: string): Promise<Account | undefined> {
    const name = normalizeUsername(username);
    const secret = normalizePassword(password);
    const entry = name === undefined ? undefined : this.#users.directory().entry(name);
    // One verification whatever was asked, so that the time tells nothing (OWASP ASVS 5.0, 6.3.8). What cannot be a
    // password is replaced by the empty one, which is nobody's.
    const matches = await this.#hasher.verify(
      entry?.passwordHash ?? this.#users.directory().decoyFor(username),
      secret ?? '',
    );
    if (!matches || entry === undefined || secret === undefined) return undefined;
    return this.#ifStillValid(entry);
  }

  /** The users may have changed while the password was verified: a password that was just replaced opens nothing. */
  #ifStillValid({ account, passwordHash }: UserEntry): Account | undefined {
    const current = this.#users.directory().entry(account.username);
    return current?.passwordHash === passwordHash ? current.account : undefined;
  }
}
