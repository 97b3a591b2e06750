import type { Account } from '../session/accounts.ts';

/** Who a username and a password belong to. */
export interface Credentials {
  /**
   * Takes the same time whether or not the user exists (OWASP ASVS 5.0, 6.3.8).
   *
   * @param username In any Unicode normalization form, of any length.
   * @returns The account as it is after the check; `undefined` for an unknown user and for a wrong password alike.
   * @throws {LoginError} `LOGIN_BUSY` when too many logins wait.
   */
  verify(username: string, password: string): Promise<Account | undefined>;
}
