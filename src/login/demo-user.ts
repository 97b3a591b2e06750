import { credentialVersion } from './credential-version.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { UserDirectory, type UserSource } from './user-directory.ts';

/** The username and password of the demo user, for the line that is printed at start. */
export const demoLogin = { username: 'wupeiqi', password: '123' } as const;

const sessionValues: ReadonlyMap<string, string> = new Map([
  ['c_user', '"chenchao"'],
  ['c_card', '"123.com"'],
]);

/**
 * The one user of a gateway that is being tried out.
 *
 * Its password is public, so the configuration allows it only outside production and on a loopback address, or where
 * an operator asked for it (OWASP ASVS 5.0, 6.3.2). It is hashed at start and checked like any other one.
 */
export async function createDemoUser(hasher: PasswordHasher): Promise<UserSource> {
  const passwordHash = await hasher.hash(demoLogin.password);
  const account = {
    username: demoLogin.username,
    roles: ['admin'],
    // Not over the hash, whose salt is new at every start: gateways that share nodes would end each other's sessions.
    credentialVersion: credentialVersion(demoLogin.password, sessionValues),
    sessionValues,
  };
  const directory = new UserDirectory([{ account, passwordHash }]);
  return {
    directory: () => directory,
    find: (username) => directory.entry(username)?.account,
  };
}
