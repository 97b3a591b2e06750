import { CONNECTIONS } from './load/load.mjs';
import { previousResult, publish } from './report/results.mjs';
import { measureVariants, USERS } from './sessions/sessions-bench.mjs';
import { reachedGoals, sessionRows, sessionsReport } from './sessions/sessions-report.mjs';
import { chooseVariants } from './sessions/variants.mjs';

/** By name; each takes the options of `main.mjs`, the machine's description, and what ends with the benchmark. */
export const BENCHES = { sessions };

async function sessions({ rounds, seconds, only, tuned, out }, machine, running) {
  const variants = chooseVariants({ only, tuned });
  const measured = await measureVariants({ variants, rounds, seconds, log: console.log }, running);
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
