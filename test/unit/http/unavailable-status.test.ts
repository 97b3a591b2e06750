import { ApolloServer } from '@apollo/server';
import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { pluginOf } from '../../../src/graphql/operation-hooks.ts';
import { unavailableStatus } from '../../../src/http/unavailable-status.ts';

const apollo = new ApolloServer({
  typeDefs: `
    type Query { ok: Int, away: Int, other: Int, must: Int! }
    type Mutation { set: Int!, try: Int, mustSet: Int!, tryAway: Int, setThenRead: Changed! }
    type Changed { away: Int! }
  `,
  resolvers: {
    Query: {
      ok: () => 1,
      away: () => fail('SESSION_STORE_UNAVAILABLE'),
      other: () => fail('FORBIDDEN'),
      must: () => fail('SESSION_STORE_UNAVAILABLE'),
    },
    Mutation: {
      set: () => 1,
      try: () => 1,
      mustSet: () => fail('SESSION_STORE_UNAVAILABLE'),
      tryAway: () => fail('SESSION_STORE_UNAVAILABLE'),
      setThenRead: () => ({}),
    },
    Changed: { away: () => fail('SESSION_STORE_UNAVAILABLE') },
  },
  includeStacktraceInErrorResponses: false,
  plugins: [pluginOf([unavailableStatus()])],
});

function fail(code: string): never {
  throw new GraphQLError('failed', { extensions: { code } });
}

async function head(query: string): Promise<[number | undefined, string | undefined]> {
  const { http } = await apollo.executeOperation({ query });
  return [http.status, http.headers.get('retry-after')];
}

describe('unavailableStatus', () => {
  it('answers 503 with Retry-After when every root field failed for want of the store', async () => {
    expect(await head('{ away }')).toEqual([503, '1']);
    expect(await head('{ a: away b: away }')).toEqual([503, '1']);
    expect(await head('{ must }')).toEqual([503, '1']);
  });

  it('leaves an answer alone that any field succeeded in', async () => {
    expect(await head('{ ok away }')).toEqual([undefined, undefined]);
    expect(await head('{ __typename away }')).toEqual([undefined, undefined]);
    expect(await head('{ ok }')).toEqual([undefined, undefined]);
  });

  it('leaves an answer alone in which a field failed otherwise', async () => {
    expect(await head('{ other }')).toEqual([undefined, undefined]);
    expect(await head('{ away other }')).toEqual([undefined, undefined]);
    expect(await head('{ other must }')).toEqual([undefined, undefined]);
  });

  it('answers 503 to a mutation that failed before anything was carried out', async () => {
    expect(await head('mutation { mustSet }')).toEqual([503, '1']);
    expect(await head('mutation { a: mustSet b: set }')).toEqual([503, '1']);
    expect(await head('mutation { tryAway again: tryAway }')).toEqual([503, '1']);
  });

  it.each([
    'mutation { a: set b: mustSet }',
    'mutation { tryAway try mustSet }',
    'mutation { tryAway try }',
    'mutation { setThenRead { away } }',
    'mutation { ... { set } mustSet }',
    'mutation { mustSet @skip(if: true) set mustSet }',
  ])('leaves the answer to %s alone, of which a part was carried out', async (mutation) => {
    expect(await head(mutation)).toEqual([undefined, undefined]);
  });
});
