import { jsonTypes, type MediaRange, parseMediaRanges } from '../media-ranges.ts';

/**
 * Whether a client would rather be answered with a page than with JSON, as browsers say when a person opens an address
 * (RFC 9110, 12.5.1). Who accepts both alike, as curl does, gets JSON.
 */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const ranges = parseMediaRanges(accept);
  const html = qualityOf('text/html', ranges);
  return jsonTypes.every((type) => html > qualityOf(type, ranges));
}

/** The quality by the most specific range that a type is in; 0 when it is in none. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  const [group = ''] = type.split('/');
  for (const pattern of [type, `${group}/*`, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range !== undefined) return range.quality;
  }
  return 0;
}
