import { describe, expect, it } from '@jest/globals';
import { apolloHeaders } from '../../../src/http/apollo-headers.ts';

const browser = {
  cookie: 'session=secret',
  authorization: 'Bearer secret',
  'user-agent': 'Firefox',
  'content-type': 'application/json',
};

describe('apolloHeaders', () => {
  it('never shows credentials to Apollo', () => {
    for (const method of ['GET', 'POST']) {
      for (const type of ['application/json', 'text/plain']) {
        const headers = apolloHeaders(method, { ...browser, 'content-type': type });
        expect([...headers].flat().join()).not.toContain('secret');
      }
    }
  });

  it('says of a JSON body that a browser would have asked first', () => {
    expect(apolloHeaders('POST', browser).get('apollo-require-preflight')).toBe('true');
    expect(apolloHeaders('POST', browser).get('accept')).toBe('');
  });

  it('says it of nothing that a form can send', () => {
    for (const type of ['text/plain', 'multipart/form-data', 'application/json-not', undefined]) {
      const headers = { cookie: 'session=secret', ...(type && { 'content-type': type }) };
      expect(apolloHeaders('POST', headers).get('apollo-require-preflight')).toBeUndefined();
      expect(apolloHeaders('POST', headers).get('content-type')).toBe(type);
    }
    expect(apolloHeaders('GET', browser).get('apollo-require-preflight')).toBeUndefined();
  });

  it('keeps what the client accepts, and the headers that are meant for Apollo', () => {
    const accept = 'application/graphql-response+json';
    const headers = apolloHeaders('POST', { ...browser, accept, 'x-apollo-operation-name': 'A' });
    expect(headers.get('accept')).toBe(accept);
    expect(headers.get('x-apollo-operation-name')).toBe('A');
    const other = apolloHeaders('POST', { ...browser, 'apollo-federation-include-trace': 'ftv1' });
    expect(other.get('apollo-federation-include-trace')).toBe('ftv1');
    expect(apolloHeaders('POST', browser).has('apollo-federation-include-trace')).toBe(false);
  });
});
