import type { CodegenConfig } from '@graphql-codegen/cli';

/** Resolver types from `schema.graphql`: `npm run codegen` writes them, CI checks that they are current. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'src/graphql/generated/resolver-types.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        immutableTypes: true,
        maybeValue: 'T | null | undefined',
        importExtension: '.ts',
        contextType: '../graphql-context.ts#GraphQLContext',
        mappers: {
          Session: '../../session/session.ts#Session as SessionModel',
          SessionEvent: '../../session/session-watch.ts#SessionEvent as SessionEventModel',
          User: '../../session/accounts.ts#Account as AccountModel',
          Ring: '../../session/ring-view.ts#RingView as RingModel',
          RingNode: '../../session/ring-view.ts#RingNodeView as RingNodeModel',
          RingProgress: '../../session/ring-view.ts#RingProgress as RingProgressModel',
        },
        scalars: {
          DateTime: { input: 'Date', output: 'Date' },
          JSON: { input: 'unknown', output: 'unknown' },
          JSONObject: { input: 'Record<string, unknown>', output: 'Record<string, unknown>' },
          ID: { input: 'string', output: 'string' },
        },
      },
    },
  },
};

export default config;
