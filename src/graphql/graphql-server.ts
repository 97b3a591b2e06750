import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { CompiledQueries } from './compiled-queries.ts';
import { formatError } from './error-mapping.ts';
import type { GraphQLContext } from './graphql-context.ts';
import { documentLimitRules, type DocumentLimits } from './limits/document-limits.ts';
import { singleLoginRule } from './limits/single-login.ts';
import { logInternalErrors, type ErrorLog } from './log-internal-errors.ts';
import { type OperationHooks, pluginOf } from './operation-hooks.ts';
import { makeResolvers } from './resolvers/index.ts';

/** How the GraphQL server treats documents. */
export interface GraphQLServerOptions extends DocumentLimits {
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
  /** Of one document; the parser stops there. */
  readonly maxTokens: number;
  readonly log: ErrorLog;
  /** Of the transport: it decides on origins and HTTP statuses. */
  readonly hooks: readonly OperationHooks<GraphQLContext>[];
}

/** The session schema, executed by Apollo Server. */
export function makeGraphQLServer(options: GraphQLServerOptions): ApolloServer<GraphQLContext> {
  return new ApolloServer<GraphQLContext>({
    typeDefs: readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'),
    resolvers: makeResolvers(),
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: options.maxTokens },
    validationRules: [...documentLimitRules(options), singleLoginRule],
    formatError,
    logger: options.log,
    plugins: [
      pluginOf([...options.hooks, new CompiledQueries(), logInternalErrors(options.log)]),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}
