import type { Command } from 'commander';
import { normalizeUsername } from '../login/username.ts';
import { UsersFileEditor } from '../login/users-file-editor.ts';
import { checkKey } from '../session/value-rules.ts';
import { UsersCommandError } from './users-command-error.ts';
import type { UsersCommandIo } from './users-command-io.ts';
import { usersAsJson, usersAsTable } from './users-command-list.ts';
import { newPasswordHash } from './users-command-password.ts';

interface FileOption {
  readonly file?: string;
}

interface PasswordOption extends FileOption {
  readonly stdin?: true;
}

interface AddOptions extends PasswordOption {
  readonly role: readonly string[];
  readonly value: ReadonlyMap<string, unknown>;
}

/**
 * Adds `users add|remove|list|passwd` to the `ringgate` command.
 *
 * The actions reject with an error for people: a {@link UsersCommandError} or a `UsersFileError`.
 *
 * @param program Its output and exit settings are taken over.
 */
export function addUsersCommand(program: Command, io: UsersCommandIo): void {
  const users = program.command('users').description('Edit the file of users who may log in.');

  passwordCommand(users, 'add', 'Add a user.')
    .option('--role <role>', 'A role of the user; may be given again.', collectRole, [])
    .option(
      '--value <key=json>',
      `A value for the user's sessions, as in 'city="Oslo"'; may be given again.`,
      collectValue,
      new Map(),
    )
    .action(async (name: string, options: AddOptions) => {
      const username = usernameOf(name);
      const editor = editorOf(options, io);
      const passwordHash = await newPasswordHash(io, options.stdin === true);
      const user = { username, passwordHash, roles: options.role, session: options.value };
      await editor.edit({ kind: 'add', user });
      io.stdout.write(`added user ${JSON.stringify(username)} to ${editor.path}\n`);
    });

  fileCommand(users, 'remove', 'Remove a user. Sessions of the user end at their next use.')
    .argument('<name>', 'The username.')
    .action(async (name: string, options: FileOption) => {
      const username = usernameOf(name);
      const editor = editorOf(options, io);
      await editor.edit({ kind: 'remove', username });
      io.stdout.write(`removed user ${JSON.stringify(username)} from ${editor.path}\n`);
    });

  fileCommand(users, 'list', 'List the users. Password hashes and session values are not shown.')
    .option('--json', 'As JSON.')
    .action(async (options: FileOption & { readonly json?: true }) => {
      const entries = await editorOf(options, io).list();
      io.stdout.write(options.json === true ? usersAsJson(entries) : usersAsTable(entries));
    });

  passwordCommand(
    users,
    'passwd',
    'Change a password. Sessions of the user end at their next use.',
  ).action(async (name: string, options: PasswordOption) => {
    const username = usernameOf(name);
    const editor = editorOf(options, io);
    const passwordHash = await newPasswordHash(io, options.stdin === true);
    await editor.edit({ kind: 'password', username, passwordHash });
    io.stdout.write(`changed the password of ${JSON.stringify(username)} in ${editor.path}\n`);
  });
}

function fileCommand(users: Command, name: string, description: string): Command {
  return users
    .command(name)
    .description(description)
    .option('--file <path>', 'The users file. Default: RINGGATE_USERS_FILE.');
}

function passwordCommand(users: Command, name: string, description: string): Command {
  return fileCommand(users, name, description)
    .argument('<name>', 'The username: 1 to 64 bytes of UTF-8.')
    .option('--stdin', 'Take the password from the first line of the standard input.');
}

function editorOf({ file }: FileOption, io: UsersCommandIo): UsersFileEditor {
  const path = file ?? io.usersFile;
  if (path !== undefined && path !== '') return new UsersFileEditor(path);
  throw new UsersCommandError('no users file: name one with --file or RINGGATE_USERS_FILE');
}

function usernameOf(name: string): string {
  const username = normalizeUsername(name);
  if (username !== undefined) return username;
  throw new UsersCommandError('a username has 1 to 64 bytes of UTF-8 and no control characters');
}

function collectRole(role: string, before: readonly string[]): readonly string[] {
  if (role === '') throw new UsersCommandError('--role: a role must not be empty');
  return before.includes(role) ? before : [...before, role];
}

function collectValue(
  text: string,
  before: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, unknown> {
  const equals = text.indexOf('=');
  const key = text.slice(0, Math.max(equals, 0));
  if (equals < 0) throw new UsersCommandError(`--value ${text}: must be <key>=<JSON>`);
  if (before.has(key)) throw new UsersCommandError(`--value ${key}: was given twice`);
  try {
    checkKey(key);
    return new Map(before).set(key, JSON.parse(text.slice(equals + 1)) as unknown);
  } catch (cause) {
    const reason =
      cause instanceof SyntaxError
        ? `is not JSON; a text needs quotes: --value '${key}="..."'`
        : String(cause instanceof Error ? cause.message : cause);
    throw new UsersCommandError(`--value ${key}: ${reason}`, { cause });
  }
}
