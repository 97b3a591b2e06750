/**
 * Whether a client would rather be answered with a page than with JSON, as browsers say when a person opens an address
 * (RFC 9110, 12.5.1). Who accepts both alike, as curl does, gets JSON.
 */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const ranges = accept.split(',').map(parseRange);
  const html = qualityOf('text/html', ranges);
  return jsonTypes.every((type) => html > qualityOf(type, ranges));
}

const jsonTypes = ['application/json', 'application/graphql-response+json'];

/** A media range, as in `text/*;q=0.5`. */
interface MediaRange {
  readonly type: string;
  /** 0 (not acceptable) to 1. */
  readonly quality: number;
}

function parseRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice('q='.length));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
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
