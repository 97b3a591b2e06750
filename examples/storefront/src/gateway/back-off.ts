const firstMs = 250;
const longestMs = 8_000;

/**
 * The pause before another attempt, twice as long each time; by chance up to half of it less, so that tabs do not ask
 * in step.
 */
export function backOffMs(attempt: number): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return fullMs * (1 - Math.random() / 2);
}
