const formatter = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** As in `5 minutes ago`. @param at RFC 3339. @param now Unix milliseconds. */
export function relativeTime(at: string, now: number): string {
  const agoMs = now - Date.parse(at);
  for (const [unit, unitMs] of units) {
    if (agoMs >= unitMs) return formatter.format(-Math.floor(agoMs / unitMs), unit);
  }
  return 'just now';
}
