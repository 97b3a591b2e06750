import { COUNTED, measureCommands, TURNS } from './commands/commands-bench.mjs';
import { brokenPromises, commandsReport } from './commands/commands-report.mjs';
import { CONNECTIONS } from './load/load.mjs';
import { previousResult, publish } from './report/results.mjs';
import { measureVariants, USERS } from './sessions/sessions-bench.mjs';
import { reachedGoals, sessionRows, sessionsReport } from './sessions/sessions-report.mjs';
import { chooseVariants } from './sessions/variants.mjs';

/** By name; each takes the options of `main.mjs`, the machine's description, and what ends with the benchmark. */
export const BENCHES = { sessions, commands, ring };

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
