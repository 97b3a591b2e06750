/** @returns The middle value; of an even number the mean of the middle two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @returns Median, smallest and largest value. */
export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Compares what ran in the same rounds: the machine's drift from round to round then falls out.
 *
 * @returns Spread of the ratios, round by round.
 */
export function ratios(values, others) {
  return spread(values.map((value, round) => value / others[round]));
}
