const unitMs = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * Reads a duration as in `500ms`, `90s`, `30m`, `12h` or `7d`. The unit is required: a bare number would be read as
 * seconds by one operator and as milliseconds by the next.
 *
 * @returns Positive whole milliseconds; absent when the text is no such duration.
 */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(?<count>\d{1,12})(?<unit>ms|s|m|h|d)$/.exec(text);
  const unit = unitMs.get(match?.groups?.['unit'] ?? '');
  if (unit === undefined) return undefined;
  const durationMs = Number(match?.groups?.['count']) * unit;
  return durationMs > 0 ? durationMs : undefined;
}
