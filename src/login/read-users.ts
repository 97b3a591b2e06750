import { readUsersText, type UsersText } from './read-users-text.ts';
import type { UserEntry } from './user-directory.ts';
import { parseUsers } from './users-document.ts';
import { UsersFileError } from './users-file-error.ts';

/** A users file that a gateway can start with. */
export interface ReadUsers {
  readonly file: UsersText;
  /** At least one. */
  readonly entries: readonly UserEntry[];
}

/** @throws {UsersFileError} When there is no file, it cannot be used, or it names no user. */
export async function readUsers(path: string): Promise<ReadUsers> {
  const wayOut = `add a user: ringgate users add <name> --file ${path}`;
  const file = await readUsersText(path);
  if (file === undefined) throw new UsersFileError(`${path} does not exist; ${wayOut}`);
  const entries = parseUsers(file.text, path);
  if (entries.length === 0) throw new UsersFileError(`${path} has no users; ${wayOut}`);
  return { file, entries };
}
