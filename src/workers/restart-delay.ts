const firstDelayMs = 100;
const longestDelayMs = 30_000;

/**
 * How long to wait before a worker that died is replaced.
 *
 * @param failures How many in a row died before they had served for a while; 0: it had served, and is replaced at once.
 * @returns Whole milliseconds: doubled with each failure, half a minute at most.
 */
export function restartDelayMs(failures: number): number {
  if (failures <= 0) return 0;
  return Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);
}
