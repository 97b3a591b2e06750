import type { PasswordHasher } from '../login/password-hasher.ts';

/** What `ringgate users` uses of the process. */
export interface UsersCommandIo {
  /** A terminal when passwords are to be asked for. */
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: { write(text: string): unknown };
  /** Prompts and warnings. */
  readonly stderr: { write(text: string): unknown };
  /** The users file where `--file` names none; then alone it is asked for, as finding it may fail. */
  readonly usersFile: string | undefined;
  readonly hasher: PasswordHasher;
}
