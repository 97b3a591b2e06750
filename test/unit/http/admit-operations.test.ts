import { ApolloServer } from '@apollo/server';
import { describe, expect, it } from '@jest/globals';
import type { OriginVerdict, RequestFacts } from '../../../src/graphql/graphql-context.ts';
import { pluginOf } from '../../../src/graphql/operation-hooks.ts';
import { admitOperations } from '../../../src/http/admit-operations.ts';

let executed = 0;
const apollo = new ApolloServer<{ readonly request: RequestFacts }>({
  typeDefs: 'type Query { read: Int } type Mutation { write: Int }',
  resolvers: { Query: { read: () => 1 }, Mutation: { write: () => ++executed } },
  includeStacktraceInErrorResponses: false,
  plugins: [pluginOf([admitOperations()])],
});

async function ask(query: string, origin: OriginVerdict): Promise<unknown> {
  const facts = { address: undefined, userAgent: undefined, acceptLanguage: undefined };
  const request = { ...facts, id: '1', cookieTokens: [], origin };
  const { http, body } = await apollo.executeOperation({ query }, { contextValue: { request } });
  const code =
    body.kind === 'single' ? body.singleResult.errors?.[0]?.extensions?.['code'] : undefined;
  return [http.status, code];
}

describe('admitOperations', () => {
  it('refuses a mutation of a foreign origin before anything runs', async () => {
    executed = 0;
    expect(await ask('mutation { write }', 'foreign')).toEqual([403, 'FORBIDDEN']);
    expect(await ask('query { read } mutation M { write }', 'foreign')).not.toEqual([
      undefined,
      undefined,
    ]);
    expect(executed).toBe(0);
  });

  it('lets a foreign origin read', async () => {
    expect(await ask('{ read }', 'foreign')).toEqual([undefined, undefined]);
  });

  it('lets every other origin change', async () => {
    for (const origin of ['none', 'own', 'allowed'] as const) {
      expect(await ask('mutation { write }', origin)).toEqual([undefined, undefined]);
    }
  });
});
