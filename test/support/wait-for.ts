import { setTimeout } from 'node:timers/promises';

const pollMs = 10;

/**
 * Waits until a condition holds.
 *
 * @param what Ends the message of the error, as in `the node is up`.
 * @throws {Error} When it does not hold in time.
 */
export async function waitFor(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 5_000,
): Promise<void> {
  const limit = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > limit) throw new Error(`Waited ${timeoutMs} ms until ${what}`);
    await setTimeout(pollMs);
  }
}
