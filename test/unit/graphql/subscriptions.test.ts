import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { GraphQLContext } from '../../../src/graphql/graphql-context.ts';
import { makeGraphQLSchema } from '../../../src/graphql/graphql-schema.ts';
import {
  Subscriptions,
  type SubscriptionRequest,
  type SubscriptionsOptions,
} from '../../../src/graphql/subscriptions.ts';
import { SessionError } from '../../../src/session/session-error.ts';

const logged: (readonly [string, string])[] = [];

/** Notes what is logged of an error, by its level. */
function note(level: string): (fields?: object | string) => void {
  return (fields) => {
    const { err } = fields as { err: Error };
    logged.push([level, err.message]);
  };
}

const options: SubscriptionsOptions = {
  schema: makeGraphQLSchema(),
  introspection: true,
  maxDepth: 4,
  maxAliases: 2,
  maxTokens: 40,
  log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
};

// Preparing asks it nothing.
const context = {} as GraphQLContext;

/** Why a request is refused, as clients are told; empty when it is not. */
function refusals(
  request: SubscriptionRequest,
  changed: Partial<SubscriptionsOptions> = {},
): readonly { readonly message: string; readonly code: unknown }[] {
  const prepared = new Subscriptions({ ...options, ...changed }).prepare(request, context);
  if ('schema' in prepared) return [];
  return prepared.map(({ message, extensions }) => ({ message, code: extensions['code'] }));
}

describe('a subscription', () => {
  it.each([
    ['it asks for events', 'subscription { sessionEvents { type } }', undefined],
    [
      'another operation is beside it',
      'query A { __typename } subscription B { sessionEvents { type } }',
      'B',
    ],
    [
      'its limits are reached',
      'subscription { sessionEvents { a: type session { b: id user { username } } } }',
      undefined,
    ],
  ])('is executed when %s', (_when, query, operationName) => {
    expect(refusals({ query, operationName })).toEqual([]);
  });

  it.each([
    [
      'it is nested too deep',
      'subscription { sessionEvents { session { user { ...A } } } } fragment A on User { username }',
      { maxDepth: 3 },
      'GRAPHQL_VALIDATION_FAILED',
      'deeper than 3',
    ],
    [
      'it has too many aliases',
      'subscription { sessionEvents { a: type b: type c: type } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
      'more than 2 aliases',
    ],
    [
      'it is too long',
      `subscription { sessionEvents { ${'type '.repeat(40)} } }`,
      {},
      'GRAPHQL_PARSE_FAILED',
      '40 tokens',
    ],
    ['it is none', '{ session { id } }', {}, 'BAD_REQUEST', 'no subscription'],
    [
      'its field may be skipped',
      'subscription { sessionEvents @skip(if: true) { type } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
      'neither skipped',
    ],
  ])('is refused when %s', (_when, query, changed, code, message) => {
    expect(refusals({ query }, changed)).toEqual([
      { message: expect.stringContaining(message), code },
    ]);
  });

  it.each([
    ['is not given', undefined],
    ['is of another type', { skip: 'yes' }],
  ])('is refused when a variable %s', (_what, variables) => {
    const query = 'subscription ($skip: Boolean!) { sessionEvents { type @skip(if: $skip) } }';
    expect(refusals({ query, variables })).toEqual([
      { message: expect.stringContaining('"$skip"'), code: 'BAD_USER_INPUT' },
    ]);
    expect(refusals({ query, variables: { skip: true } })).toEqual([]);
  });

  it('is refused without a hint at the schema where clients may not read it', () => {
    const query = 'subscription { sessionEvent { type } }';
    expect(refusals({ query })[0]?.message).toContain('Did you mean "sessionEvents"?');
    expect(refusals({ query }, { introspection: false })[0]?.message).not.toContain('Did you mean');
  });

  it('has what its client is not told in the log', () => {
    const wrapped = (originalError: Error): GraphQLError =>
      new GraphQLError(originalError.message, { originalError, path: ['sessionEvents'] });
    const unavailable = new SessionError('SESSION_STORE_UNAVAILABLE', 'the node does not answer');
    const refused = new SessionError('UNAUTHENTICATED', 'log in');
    const errors = [new Error('broken'), unavailable, refused].map(wrapped);
    const told = new Subscriptions(options).formatErrors(errors, 'r1');
    expect(told.map(({ extensions }) => extensions?.['code'])).toEqual([
      'INTERNAL_SERVER_ERROR',
      'SESSION_STORE_UNAVAILABLE',
      'UNAUTHENTICATED',
    ]);
    expect(JSON.stringify(told)).not.toContain('broken');
    expect(logged.splice(0)).toEqual([
      ['error', 'broken'],
      ['warn', 'the node does not answer'],
    ]);
  });
});
