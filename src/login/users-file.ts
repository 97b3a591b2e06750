import type { Account } from '../session/accounts.ts';
import { readUsersText, type UsersText } from './read-users-text.ts';
import { readUsers, type ReadUsers } from './read-users.ts';
import { UserDirectory, type UserSource } from './user-directory.ts';
import { parseUsers } from './users-document.ts';

/** What this module asks of a log: `pino` has it. */
export interface UsersFileLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Settings of a {@link UsersFile}. */
export interface UsersFileOptions {
  readonly log: UsersFileLog;
  /** How often the file is read. A change counts from the second reading that finds it. By default 500 ms. */
  readonly pollIntervalMs?: number;
}

const defaultPollIntervalMs = 500;
const readableByOthers = 0o044;

/**
 * The users of a YAML or JSON file, which is read again when it changes: edited in place, replaced by a rename, or
 * behind a symbolic link that was turned (Kubernetes). A broken edit keeps the users as they were and logs why.
 *
 * The content is compared, not the file's times, which can be too coarse to show a second edit; and a content counts
 * when it was read twice, since an editor that writes in place shows a part of the file for a moment, and a list that
 * is cut short can be good YAML: it would sign the other users out.
 */
export class UsersFile implements UserSource {
  readonly #path: string;
  readonly #log: UsersFileLog;
  readonly #pollIntervalMs: number;
  #directory: UserDirectory;
  /** What the file held when it was last acted on: its text, or why there was none. */
  #settled: string;
  /** What it held at the last reading. */
  #seen: string;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(path: string, { file, entries }: ReadUsers, options: UsersFileOptions) {
    this.#path = path;
    this.#log = options.log;
    this.#pollIntervalMs = options.pollIntervalMs ?? defaultPollIntervalMs;
    this.#directory = new UserDirectory(entries);
    this.#settled = this.#seen = file.text;
    this.#warnOfMode(file);
    this.#schedule();
  }

  /** @throws {UsersFileError} When there is no file, it cannot be used, or it names no user. */
  static async open(path: string, options: UsersFileOptions): Promise<UsersFile> {
    return new UsersFile(path, await readUsers(path), options);
  }

  find(username: string): Account | undefined {
    return this.#directory.entry(username)?.account;
  }

  directory(): UserDirectory {
    return this.#directory;
  }

  /** Stops reading the file. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      void this.#check().finally(() => {
        this.#schedule();
      });
    }, this.#pollIntervalMs);
    // Looking for changes is no reason for a process to live.
    this.#timer.unref();
  }

  async #check(): Promise<void> {
    const read = await this.#read();
    const content = typeof read === 'string' ? read : read.text;
    const isSettled = content === this.#seen;
    this.#seen = content;
    if (!isSettled || content === this.#settled || this.#closed) return;
    this.#settled = content;
    if (typeof read === 'string') this.#keepUsers(read);
    else this.#apply(read);
  }

  /** @returns The file, or why it could not be read. */
  async #read(): Promise<UsersText | string> {
    try {
      return (await readUsersText(this.#path)) ?? `${this.#path} does not exist`;
    } catch (error) {
      return messageOf(error);
    }
  }

  #apply(file: UsersText): void {
    try {
      this.#directory = new UserDirectory(parseUsers(file.text, this.#path));
    } catch (error) {
      this.#keepUsers(messageOf(error));
      return;
    }
    this.#log.info(`read the users again: ${this.#directory.size} in ${this.#path}`);
    this.#warnOfMode(file);
  }

  #keepUsers(reason: string): void {
    this.#log.error(`the users stay as they were: ${reason}`);
  }

  #warnOfMode({ mode }: UsersText): void {
    if ((mode & readableByOthers) === 0) return;
    this.#log.warn(
      `${this.#path} is readable by others (mode ${mode.toString(8)}) and holds password hashes; chmod 600 it`,
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
