import { once } from 'node:events';

/** Longer than the gateway takes to finish what is under way. */
const stopLimitMs = 15_000;

/** Ends a child process if it runs, by force where it does not end by itself, and waits for it. */
export async function stopProcess(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const killed = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await ended;
  clearTimeout(killed);
}
