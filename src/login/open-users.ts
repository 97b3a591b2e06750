import { createDemoUser } from './demo-user.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { UserSource } from './user-directory.ts';
import { UsersFile, type UsersFileLog } from './users-file.ts';

/** The users that may sign in, and the end of watching them. */
export interface OpenUsers {
  readonly source: UserSource;
  close(): void;
}

/**
 * The users of a file or, without one, the demo user.
 *
 * @throws {UsersFileError} When the file cannot be used.
 */
export async function openUsers(
  usersFile: string | undefined,
  hasher: PasswordHasher,
  log: UsersFileLog,
): Promise<OpenUsers> {
  if (usersFile === undefined) {
    return { source: await createDemoUser(hasher), close: () => undefined };
  }
  const file = await UsersFile.open(usersFile, { log });
  return {
    source: file,
    close: () => {
      file.close();
    },
  };
}
