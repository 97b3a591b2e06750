const numbers = new Intl.NumberFormat('en-US');
const leastShownShare = 0.001;

/** A count for people, as in `12,345`. */
export function readableCount(count: number): string {
  return numbers.format(Math.round(count));
}

/** A count of records for people, as in `1 record`, `12,345 records`. */
export function readableRecords(count: number): string {
  return `${readableCount(count)} ${Math.round(count) === 1 ? 'record' : 'records'}`;
}

/** A fraction of 0 to 1 for people, as in `33.3 %`. */
export function readableShare(share: number): string {
  if (share === 0) return '0 %';
  if (share < leastShownShare) return '<0.1 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** A time for people, as in `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function readableDuration(durationMs: number): string {
  if (durationMs < 9_950) return `${(durationMs / 1_000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 6_000) return inTwoUnits(seconds, 60, 'min', 's');
  return inTwoUnits(Math.round(seconds / 60), 60, 'h', 'min');
}

function inTwoUnits(count: number, each: number, big: string, small: string): string {
  const rest = count % each;
  const whole = `${numbers.format(Math.floor(count / each))} ${big}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
