import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { UsersFileError } from './users-file-error.ts';

// Users are read in one go, so a large file holds up every request meanwhile.
const maxFileBytes = 1024 * 1024;

/** A users file as it is on disk. */
export interface UsersText {
  readonly text: string;
  /** Permission bits, as in 0o600. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Reads a users file of at most 1 MiB.
 *
 * @returns `undefined` when there is no such file.
 * @throws {UsersFileError} When it cannot be read as text.
 */
export async function readUsersText(path: string): Promise<UsersText | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if (error instanceof UsersFileError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const reason = code ?? 'it is not UTF-8';
    throw new UsersFileError(`${path} cannot be read: ${reason}`, { cause: error });
  }
}

async function read(path: string): Promise<UsersText> {
  // O_NONBLOCK: opening a pipe would otherwise wait for its writer, and nothing could stop the wait.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new UsersFileError(`${path} is not a file`);
    checkUsersFileSize(stats.size, path);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
    return { text, mode: stats.mode & 0o777, uid: stats.uid, gid: stats.gid };
  } finally {
    await handle.close();
  }
}

/** @throws {UsersFileError} When a users file must not be so large. */
export function checkUsersFileSize(sizeBytes: number, path: string): void {
  if (sizeBytes <= maxFileBytes) return;
  throw new UsersFileError(
    `${path} has ${sizeBytes} bytes: a users file may have at most 1 MiB (${maxFileBytes} bytes); for many users write JSON without spaces, which is small and fast to read`,
  );
}
