import { describe, expect, it } from '@jest/globals';
import { prefersEventStream } from '../../../../src/http/streams/prefers-event-stream.ts';

describe('whether a client prefers a stream of events', () => {
  it.each([
    ['it is an EventSource, or graphql-sse', 'text/event-stream'],
    ['urql subscribes', 'text/event-stream, multipart/mixed'],
    ['JSON will do, too', 'text/event-stream, application/json'],
    ['JSON is worse', 'application/json;q=0.9, text/event-stream'],
    ['JSON is not acceptable', 'application/json;q=0, text/event-stream;q=0.1'],
    ['everything else is alike', '*/*, text/event-stream'],
  ])('it does when %s', (_when, accept) => {
    expect(prefersEventStream(accept)).toBe(true);
  });

  it.each([
    ['it says nothing', undefined],
    ['it takes everything', '*/*'],
    ['it is a GraphQL client', 'application/graphql-response+json, application/json;q=0.9'],
    [
      'urql asks a query',
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    ],
    ['JSON comes first', 'application/json, text/event-stream'],
    ['JSON is better', 'text/event-stream;q=0.5, application/graphql-response+json'],
    ['streams are not acceptable', 'text/event-stream;q=0'],
  ])('it does not when %s', (_when, accept) => {
    expect(prefersEventStream(accept)).toBe(false);
  });
});
