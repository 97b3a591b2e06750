import type { UserEntry } from '../login/user-directory.ts';

/** The users as an operator may see them, as a JSON list: no hashes, and of session values only the keys. */
export function usersAsJson(entries: readonly UserEntry[]): string {
  const users = entries.map(({ account: { username, roles, sessionValues } }) => ({
    username,
    roles,
    sessionKeys: [...sessionValues.keys()],
  }));
  return `${JSON.stringify(users, undefined, 2)}\n`;
}

/** The same as a table. */
export function usersAsTable(entries: readonly UserEntry[]): string {
  const rows = entries.map(({ account: { username, roles, sessionValues } }) => [
    username,
    listed(roles),
    listed([...sessionValues.keys()]),
  ]);
  const table = [['USERNAME', 'ROLES', 'SESSION KEYS'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function listed(texts: readonly string[]): string {
  return texts.length === 0 ? '-' : texts.map(shown).join(', ');
}

/** Control characters would let a name draw on the terminal. */
function shown(text: string): string {
  return /\p{Cc}/u.test(text) ? JSON.stringify(text) : text;
}
