import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import { CompiledQueries } from './compiled-queries.ts';
import { formatError } from './error-mapping.ts';
import type { GraphQLContext } from './graphql-context.ts';
import { documentRules, type DocumentLimits } from './limits/document-limits.ts';
import { logInternalErrors, type ErrorLog } from './log-internal-errors.ts';
import { type OperationHooks, pluginOf } from './operation-hooks.ts';

/** How the GraphQL server treats documents. */
export interface GraphQLServerOptions extends DocumentLimits {
  readonly schema: GraphQLSchema;
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
  readonly log: ErrorLog;
  /** Of the transport: it decides on origins and HTTP statuses. */
  readonly hooks: readonly OperationHooks<GraphQLContext>[];
}

/** The session schema's queries and mutations, executed by Apollo Server. */
export function makeGraphQLServer(options: GraphQLServerOptions): ApolloServer<GraphQLContext> {
  return new ApolloServer<GraphQLContext>({
    schema: options.schema,
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: options.maxTokens },
    validationRules: [...documentRules(options)],
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
