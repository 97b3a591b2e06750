import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { makeResolvers } from './resolvers/index.ts';

/** The session schema with its resolvers: one for queries and mutations, and for subscriptions. */
export function makeGraphQLSchema(): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs: readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'),
    resolvers: makeResolvers(),
  });
}
