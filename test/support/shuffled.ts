import { randomInt } from 'node:crypto';

/** The same items in any order (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  const pool = [...items];
  const result: Item[] = [];
  while (pool.length > 0) result.push(...pool.splice(randomInt(pool.length), 1));
  return result;
}
