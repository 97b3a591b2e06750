import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { checkUserList } from './user-list.ts';
import type { UserEntry } from './user-directory.ts';
import { UsersFileError } from './users-file-error.ts';
import { parseUsersJson } from './users-json.ts';

/** The users file's text, understood. */
export interface UsersDocument {
  /** The YAML tree with its comments, for editing. */
  readonly tree: Document;
  readonly entries: readonly UserEntry[];
}

/**
 * Reads the users of a users file: a YAML or JSON list. JSON takes a fraction of the time.
 *
 * @param path Only to name the file in messages.
 * @throws {UsersFileError} With all faults, those of YAML with their lines.
 */
export function parseUsers(text: string, path: string): readonly UserEntry[] {
  const json = parseUsersJson(text, path);
  if (json === undefined) return parseUsersDocument(text, path).entries;
  const { entries, faults } = checkUserList(json.content);
  if (faults.length === 0) return entries;
  throw faulty(
    path,
    faults.map(({ message }) => message),
  );
}

/**
 * Reads the text of a users file, YAML or JSON, to edit it.
 *
 * @param path Only to name the file in messages.
 * @throws {UsersFileError} With all faults, each with its line.
 */
export function parseUsersDocument(text: string, path: string): UsersDocument {
  const lines = new LineCounter();
  // Keys are strings as in JSON, also `1:` and `null:`. "Pretty" errors quote the text, which holds hashes.
  const tree = parseDocument(text, { lineCounter: lines, stringKeys: true, prettyErrors: false });
  const line = (offset: number): string => `line ${lines.linePos(offset).line}`;
  const syntaxFaults = tree.errors.map(
    ({ pos, code }) => `${line(pos[0])}: not YAML (${code.toLowerCase().replaceAll('_', ' ')})`,
  );
  if (syntaxFaults.length > 0) throw faulty(path, syntaxFaults);

  const { entries, faults } = checkUserList(toMaps(tree, path));
  if (faults.length === 0) return { tree, entries };
  throw faulty(
    path,
    faults.map(({ place, message }) => `${line(offsetOf(tree, place))}: ${message}`),
  );
}

function toMaps(tree: Document, path: string): unknown {
  try {
    // Maps keep `__proto__` an ordinary key.
    return tree.toJS({ mapAsMap: true });
  } catch (cause) {
    // Aliases that multiply, or that refer to themselves.
    throw new UsersFileError(`${path}: its aliases cannot be resolved; write them out`, { cause });
  }
}

function offsetOf(tree: Document, place: readonly PropertyKey[]): number {
  for (let length = place.length; length > 0; length--) {
    const node = tree.getIn(place.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function faulty(path: string, faults: readonly string[]): UsersFileError {
  return new UsersFileError(`${path} cannot be used:\n${faults.map((f) => `  ${f}`).join('\n')}`);
}
