/** A media range of an Accept header, as in `text/*;q=0.5` (RFC 9110, 12.5.1). */
export interface MediaRange {
  readonly type: string;
  /** 0 (not acceptable) to 1. */
  readonly quality: number;
}

/** What an answer of GraphQL may be told as. */
export const jsonTypes: readonly string[] = [
  'application/json',
  'application/graphql-response+json',
];

/** Reads an Accept header, in its order. */
export function parseMediaRanges(accept: string): readonly MediaRange[] {
  return accept.split(',').map(parseRange);
}

function parseRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice('q='.length));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}
