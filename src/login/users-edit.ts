import { isSeq, type Document, type YAMLSeq } from 'yaml';
import type { UserEntry } from './user-directory.ts';
import { parseUsersDocument, type UsersDocument } from './users-document.ts';
import { UsersFileError } from './users-file-error.ts';

/** A user to add. */
export interface NewUser {
  /** In NFC. */
  readonly username: string;
  readonly passwordHash: string;
  readonly roles: readonly string[];
  /** Key to parsed JSON. */
  readonly session: ReadonlyMap<string, unknown>;
}

/** One change of a users file. */
export type UsersEdit =
  | { readonly kind: 'add'; readonly user: NewUser }
  | { readonly kind: 'remove'; readonly username: string }
  | { readonly kind: 'password'; readonly username: string; readonly passwordHash: string };

/**
 * Applies a change to the text of a users file. YAML keeps its comments and JSON stays JSON.
 *
 * @param text Absent or blank for a new file, which is JSON when the path ends in `.json`.
 * @throws {UsersFileError} When the text is not a good users file, before or after, or the change does not apply.
 */
export function editUsersText(text: string | undefined, edit: UsersEdit, path: string): string {
  const isNew = text === undefined || text.trim() === '';
  const document = parseUsersDocument(isNew ? '[]' : text, path);
  const isJson = path.endsWith('.json') ? isNew || isJsonText(text) : !isNew && isJsonList(text);
  // Otherwise `[]` would make all users that are added one line.
  if (!isJson && document.entries.length === 0) listOf(document.tree).flow = false;
  apply(document, edit, path);
  const edited = print(document.tree, isJson, path);
  const after = parseUsersDocument(edited, `${path} with this change`).entries;
  checkOthers(document.entries, after, usernameOf(edit), path);
  return edited;
}

function apply({ tree, entries }: UsersDocument, edit: UsersEdit, path: string): void {
  const username = usernameOf(edit);
  const index = entries.findIndex(({ account }) => account.username === username);
  const name = JSON.stringify(username);
  if (edit.kind === 'add') {
    if (index >= 0) {
      throw new UsersFileError(
        `${path} has a user ${name} already; to change the password: ringgate users passwd`,
      );
    }
    const { passwordHash, roles, session } = edit.user;
    listOf(tree).add(tree.createNode({ username, passwordHash, roles, session }));
    return;
  }
  if (index < 0) {
    throw new UsersFileError(`${path} has no user ${name}; to see them all: ringgate users list`);
  }
  if (edit.kind === 'remove') tree.deleteIn([index]);
  else tree.setIn([index, 'passwordHash'], edit.passwordHash);
}

function print(tree: Document, isJson: boolean, path: string): string {
  try {
    // No line width: a folded line would be another text in JSON, and an unneeded change in YAML.
    return isJson ? printJson(tree) : tree.toString({ lineWidth: 0 });
  } catch (cause) {
    throw new UsersFileError(
      `${path}: another entry refers to this one by an alias; write it out first`,
      { cause },
    );
  }
}

function printJson(tree: Document): string {
  return tree.toString({
    lineWidth: 0,
    collectionStyle: 'flow',
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'QUOTE_DOUBLE',
    doubleQuotedAsJSON: true,
  });
}

/** Anchors and aliases can tie entries together, so that a change of one changes another. */
function checkOthers(
  before: readonly UserEntry[],
  after: readonly UserEntry[],
  username: string,
  path: string,
): void {
  const others = (entries: readonly UserEntry[]): string =>
    JSON.stringify(
      entries
        .filter(({ account }) => account.username !== username)
        .map(({ account: { username, roles, credentialVersion } }) => [
          username,
          roles,
          credentialVersion,
        ]),
    );
  if (others(before) === others(after)) return;
  throw new UsersFileError(`${path}: an anchor ties this user to others; write it out first`);
}

function usernameOf(edit: UsersEdit): string {
  return edit.kind === 'add' ? edit.user.username : edit.username;
}

function listOf(tree: Document): YAMLSeq {
  if (isSeq(tree.contents)) return tree.contents;
  throw new TypeError('a users file that was checked is a list');
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** `[]` alone is both: it is taken for YAML. */
function isJsonList(text: string): boolean {
  return text.trim() !== '[]' && isJsonText(text);
}
