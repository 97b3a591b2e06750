import { describe, expect, it } from '@jest/globals';
import { prefersHtml } from '../../../../src/http/playground/prefers-html.ts';

describe('whether a client prefers a page', () => {
  it.each([
    [
      'Chrome opens an address',
      'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
    ],
    ['Firefox opens an address', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['nothing else is acceptable', 'text/html'],
    ['any text is better than JSON', 'text/*, application/json;q=0.5'],
    ['JSON is not acceptable', 'text/html;q=0.1, application/json;q=0, */*;q=0'],
    ['it is written in capitals, with parameters', 'Text/HTML; charset=utf-8; Q=0.9, */*;q=0.1'],
  ])('it does when %s', (_when, accept) => {
    expect(prefersHtml(accept)).toBe(true);
  });

  it.each([
    ['it says nothing', undefined],
    ['everything is alike, as for curl and fetch', '*/*'],
    ['it is a GraphQL client', 'application/graphql-response+json, application/json;q=0.9'],
    ['it wants events', 'text/event-stream'],
    ['JSON is as good', 'text/html, application/json'],
    ['one kind of JSON is better', 'text/html;q=0.8, application/graphql-response+json'],
    ['pages are not acceptable', 'text/html;q=0'],
    ['the weight makes no sense', 'text/html;q=high'],
  ])('it does not when %s', (_when, accept) => {
    expect(prefersHtml(accept)).toBe(false);
  });
});
