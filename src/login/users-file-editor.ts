import { realpath } from 'node:fs/promises';
import { withFileLock } from './file-lock.ts';
import { checkUsersFileSize, readUsersText } from './read-users-text.ts';
import { replaceFile } from './replace-file.ts';
import type { UserEntry } from './user-directory.ts';
import { parseUsers } from './users-document.ts';
import { editUsersText, type UsersEdit } from './users-edit.ts';
import { UsersFileError } from './users-file-error.ts';

/** Changes a users file, one process at a time, so that a gateway that reads it finds all of a change or none. */
export class UsersFileEditor {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws {UsersFileError} When there is no file or it cannot be used. */
  async list(): Promise<readonly UserEntry[]> {
    const file = await readUsersText(this.path);
    if (file === undefined) throw new UsersFileError(`${this.path} does not exist`);
    return parseUsers(file.text, this.path);
  }

  /**
   * Makes a new file with mode 0600. An existing one keeps its mode and owner: they are how the gateway, which may run
   * as somebody else, can read it.
   *
   * @throws {UsersFileError} When the change does not apply or the file cannot be written; it then is as it was.
   */
  async edit(edit: UsersEdit): Promise<void> {
    try {
      // A symbolic link stays one: what it points to is replaced.
      const target = await realpath(this.path).catch(() => this.path);
      await withFileLock(target, async (lock) => {
        const file = await readUsersText(target);
        const text = editUsersText(file?.text, edit, this.path);
        checkUsersFileSize(Buffer.byteLength(text), `${this.path} with this change`);
        await replaceFile(target, text, { rights: file, beforeRename: () => lock.check() });
      });
    } catch (error) {
      throw error instanceof UsersFileError ? error : this.#unwritable(error);
    }
  }

  #unwritable(cause: unknown): UsersFileError {
    const { code } = cause as NodeJS.ErrnoException;
    const wayOut =
      code === 'EACCES' || code === 'EPERM'
        ? '; run it as the owner of the file and its folder'
        : code === 'ENOENT'
          ? '; make its folder first'
          : '';
    const reason = code ?? (cause instanceof Error ? cause.message : 'unknown failure');
    return new UsersFileError(`${this.path} cannot be written: ${reason}${wayOut}`, { cause });
  }
}
