import { jsonTypes, parseMediaRanges } from '../media-ranges.ts';

const eventStream = 'text/event-stream';

/**
 * Whether a client would rather be answered with a stream of events than with JSON. Where it takes both alike, what it
 * names first counts: urql names both for queries and mutations, JSON first, and the stream alone for subscriptions.
 */
export function prefersEventStream(accept: string | undefined): boolean {
  // Nearly every request leaves here.
  if (accept?.includes(eventStream) !== true) return false;
  const ranges = parseMediaRanges(accept).filter(
    ({ type, quality }) => quality > 0 && (type === eventStream || jsonTypes.includes(type)),
  );
  const best = Math.max(...ranges.map(({ quality }) => quality));
  return ranges.find(({ quality }) => quality === best)?.type === eventStream;
}
