import { readlink } from 'node:fs/promises';
import { setPriority } from 'node:os';

/** As of `nice`: where all cores are busy, a thread then has about a ninth of the time that one of the event loop has. */
const priority = 10;

/** That of libuv where `UV_THREADPOOL_SIZE` does not say otherwise; more are not looked for. */
const threads = 4;

const maxRounds = 10;

const asksPerRound = 32;

/**
 * Lets the event loop go before the threads of libuv's pool, on which passwords are hashed, wherever both want the same
 * core: so that a flood of logins does not slow everybody else.
 *
 * On Linux only, where threads have priorities of their own; elsewhere, and where it is not possible, nothing happens.
 * What else runs in the pool (name look-ups, reads of files) gives way too.
 *
 * @returns How many threads were found.
 */
export async function yieldPoolThreads(): Promise<number> {
  const found = new Set<number>();
  try {
    for (let round = 0; round < maxRounds && found.size < threads; round += 1) {
      // The link is read by a thread of the pool and names the thread that reads it.
      const asks = Array.from({ length: asksPerRound }, () => readlink('/proc/thread-self'));
      for (const link of await Promise.all(asks)) found.add(Number(link.split('/').at(-1)));
    }
    for (const thread of found) setPriority(thread, priority);
    return found.size;
  } catch {
    return 0;
  }
}
