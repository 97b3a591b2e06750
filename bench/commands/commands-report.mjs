import { markdownTable } from '../report/markdown-table.mjs';

/** Most bytes that the record of the demo user's session may take in Ringgate. */
const MOST_SESSION_BYTES = 320;

/** Commands that Ringgate sends for a request, exactly; what is not named here has no limit. */
const PROMISED_COMMANDS = {
  read: 1,
  write: 1,
  '{ __typename }': 0,
  'read, forged cookie': 0,
  'read, no cookie': 0,
};

/** @returns What Ringgate promises and does not keep, a sentence each. */
export function brokenPromises(results) {
  return results
    .filter(({ name }) => name.startsWith('ringgate'))
    .flatMap(({ name, rows, keys }) => [
      ...rows
        .filter((row) => row.perRequest !== (PROMISED_COMMANDS[row.name] ?? row.perRequest))
        .map(
          (row) =>
            `${name}: ${row.name}: ${row.perRequest} commands, not ${PROMISED_COMMANDS[row.name]}`,
        ),
      ...(recordBytes(keys) > MOST_SESSION_BYTES
        ? [`${name}: the session takes ${recordBytes(keys)} bytes, not ${MOST_SESSION_BYTES}`]
        : []),
    ]);
}

/** @returns Lines of Markdown. */
export function commandsReport(results, turns) {
  const operations = results[0].rows.map(({ name }) => name);
  const cells = (operation) =>
    results.map(({ rows }) => rowText(rows.find(({ name }) => name === operation)));
  return [
    `Redis commands a request, as the clients send them (MONITOR, without what scripts cause); means of ${turns}.`,
    'Ringgate also asks each node every 5 s whether the ring has changed (one HGET): left out here.',
    '',
    ...markdownTable(
      ['operation', ...results.map(({ name }) => name)],
      operations.map((operation) => [operation, ...cells(operation)]),
    ),
    '',
    "Bytes of each key after one login of the demo user (MEMORY USAGE). The peers have no index of a user's sessions",
    'and no throttle of logins, so only the record compares.',
    '',
    ...markdownTable(
      ['key', 'of', 'type', 'encoding', 'bytes'],
      results.flatMap(({ name, keys }) =>
        keys.map((key) => [key.key, name, key.type, key.encoding, String(key.bytes)]),
      ),
    ),
  ];
}

/** The record is the key that holds the values: the largest, but for counters and the index, which are named. */
function recordBytes(keys) {
  return keys.find(({ key }) => key.startsWith('s:'))?.bytes ?? Infinity;
}

function rowText({ perRequest, commands }) {
  const names = Object.entries(commands).map(([name, count]) => `${rounded(count)} ${name}`);
  return perRequest === 0 ? '0' : `${rounded(perRequest)} (${names.join(', ')})`;
}

function rounded(number) {
  return String(Math.round(number * 100) / 100);
}
