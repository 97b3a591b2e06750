import { measureAgainst } from './against/against-bench.mjs';
import { againstReport, againstResults } from './against/against-report.mjs';
import { COUNTED, measureCommands, TURNS } from './commands/commands-bench.mjs';
import { brokenPromises, commandsReport } from './commands/commands-report.mjs';
import { CONNECTIONS } from './load/load.mjs';
import { previousResult, publish } from './report/results.mjs';
import { measureVariants, USERS } from './sessions/sessions-bench.mjs';
import { reachedGoals, sessionRows, sessionsReport } from './sessions/sessions-report.mjs';
import { chooseVariants } from './sessions/variants.mjs';

/** By name; each takes the options of `main.mjs`, the machine's description, and what ends with the benchmark. */
export const BENCHES = { sessions, commands, ring, moves };

/** Compares with another revision, so it has to be named, and so does that. Options as of {@link BENCHES}. */
export async function against(revision, { rounds, seconds, warmUp, out }, machine, running) {
  const options = { revision, rounds, seconds, warmUp, log: console.log };
  const { hash, ...measured } = await measureAgainst(options, running);
  const results = againstResults(measured);
  const lines = againstReport({
    ...{ hash, results, rounds, seconds },
    ...{ users: USERS, connections: CONNECTIONS },
  });
  const title = `Session queries, now and at ${hash}`;
  const data = { revision: hash, rounds, seconds, ...results };
  await publish({ name: 'against', title, machine, lines, data }, out);
}

async function sessions({ rounds, seconds, warmUp, only, tuned, out }, machine, running) {
  const variants = chooseVariants({ only, tuned });
  const measured = await measureVariants(
    { variants, rounds, seconds, warmUp, log: console.log },
    running,
  );
  const previous = out === undefined ? undefined : await previousResult('sessions', out);
  const rows = sessionRows(measured, previous);
  const goals = reachedGoals(measured);
  const lines = sessionsReport({
    ...{ rows, goals, rounds, seconds },
    ...{ users: USERS, connections: CONNECTIONS },
  });
  const title = 'Session queries a second';
  await publish(
    { name: 'sessions', title, machine, lines, data: { rounds, seconds, rows, goals } },
    out,
  );
}

async function commands({ only, check, out }, machine, running) {
  const chosen = (name) => only.length === 0 || only.some((start) => name.startsWith(start));
  const servers = COUNTED.filter(chosen);
  if (servers.length === 0) return;
  const results = await measureCommands({ servers, log: console.log }, running);
  const broken = brokenPromises(results);
  const lines = [
    ...commandsReport(results, TURNS),
    '',
    ...broken.map((each) => `- MISSED: ${each}`),
  ];
  const title = 'Redis commands a request, bytes a session';
  await publish({ name: 'commands', title, machine, lines, data: { results, broken } }, out);
  if (check && broken.length > 0) process.exitCode = 1;
}

async function ring({ only, rounds, out }, machine) {
  // A choice of gateways leaves nothing to do here.
  if (only.length > 0) return;
  // Read late: it takes the ring from the built gateway, which the peers alone do without.
  const { measureRings, ringReport } = await import('./ring/lookups.mjs');
  const rows = measureRings({ rounds });
  const title = 'Lookups on the ring';
  await publish({ name: 'ring', title, machine, lines: ringReport(rows), data: { rows } }, out);
}

async function moves({ only, rounds, seconds, check, out }, machine, running) {
  if (only.length > 0) return;
  // Read late, as above.
  const { measureMoves } = await import('./moves/moves-bench.mjs');
  const { moveGoals, moveResults, movesReport } = await import('./moves/moves-report.mjs');
  const results = moveResults(await measureMoves({ rounds, seconds, log: console.log }, running));
  const goals = moveGoals(results);
  const lines = movesReport({ results, goals, rounds, seconds });
  const title = 'A ring that changes while it serves';
  const data = { rounds, seconds, ...results, goals };
  await publish({ name: 'moves', title, machine, lines, data }, out);
  const mustNot = results.needless + results.astray;
  if (check && mustNot > 0) process.exitCode = 1;
}
