import { describe, expect, it } from '@jest/globals';
import { siteRelation } from '../../../src/browsers/site.ts';

describe('two addresses', () => {
  it.each([
    ['http://a.example:1', 'http://a.example:1/x', 'same-origin'],
    ['http://a.example:1', 'http://a.example:2', 'same-site'],
    ['https://a.x.co.uk', 'https://x.co.uk', 'same-site'],
    ['https://a.co.uk', 'https://b.co.uk', 'cross-site'],
    ['https://a.github.io', 'https://b.github.io', 'cross-site'],
    ['https://a.github.io', 'https://github.io', 'cross-site'],
    ['http://a.example', 'https://a.example', 'cross-site'],
    ['http://intranet', 'http://intranet:81', 'same-site'],
    ['http://app.localhost', 'http://localhost', 'cross-site'],
    ['http://[::1]:1', 'http://[::1]:2', 'same-site'],
    ['http://10.0.0.1', 'http://10.1', 'same-origin'],
    ['http://10.0.0.1', 'http://10.0.0.2', 'cross-site'],
    ['https://bücher.example.org', 'https://xn--bcher-kva.example.org:8443', 'same-site'],
    ['https://under_score.example.org', 'https://example.org', 'same-site'],
    // No names of DNS, but of URLs.
    ['https://dash-.example.org', 'https://example.org', 'same-site'],
    [`https://${'a'.repeat(64)}.example.org`, 'https://example.org', 'same-site'],
    ['https://a.example.org.', 'https://example.org.', 'same-site'],
    ['https://a.example.org.', 'https://a.example.org', 'cross-site'],
  ])('%s and %s are %s', (page, asked, relation) => {
    expect(siteRelation(new URL(page), new URL(asked))).toBe(relation);
  });
});
