import { setTimeout as sleep } from 'node:timers/promises';
import { OPERATIONS } from './operations.mjs';

const IDLE_MS = 1_000;

/**
 * Counts the Redis commands of each operation. Every user does each operation once; before that all do all of
 * it uncounted, so that no server has a script to load that it had not seen.
 *
 * @param recorders One for each Redis server of the gateway.
 * @returns For each operation `perRequest`, and `commands`: name to count a request. The last row is of a gateway at
 *   rest, for a second.
 */
export async function countCommands({ url, users, recorders }) {
  const take = async () => (await Promise.all(recorders.map((each) => each.take()))).flat();
  const rows = [];
  for (const user of users) {
    for (const { run } of OPERATIONS) await run(url, user, -1);
  }
  for (const { name, run } of OPERATIONS) {
    await take();
    for (const [turn, user] of users.entries()) await run(url, user, turn);
    rows.push(countRow(name, await take(), users.length));
  }
  await sleep(IDLE_MS);
  rows.push(countRow('at rest, 1 s', await take(), 1));
  return rows;
}

function countRow(name, commands, requests) {
  const counts = new Map();
  for (const [command] of commands) {
    const upper = command.toUpperCase();
    counts.set(upper, (counts.get(upper) ?? 0) + 1);
  }
  const perRequest = ([command, count]) => [command, count / requests];
  return {
    name,
    perRequest: commands.length / requests,
    commands: Object.fromEntries([...counts].map(perRequest)),
  };
}
