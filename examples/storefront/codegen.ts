import type { CodegenConfig } from '@graphql-codegen/cli';

/**
 * Typed documents of the shop's operations: the root's `npm run codegen` writes them, CI checks that they are
 * current.
 */
const config: CodegenConfig = {
  schema: '../../schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/generated/**'],
  generates: {
    'src/generated/': {
      preset: 'client',
      // One fragment is all that the page knows of its session, so there is nothing to hide from a component.
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        immutableTypes: true,
        importExtension: '.ts',
        onlyOperationTypes: true,
        // A field that may be null is null, never absent.
        avoidOptionals: { field: true, object: false, inputValue: false },
        // Apollo Client asks for the type's name with every object; only the root has none.
        nonOptionalTypename: true,
        skipTypeNameForRoot: true,
        scalars: {
          DateTime: 'string',
          JSON: 'unknown',
          JSONObject: 'Readonly<Record<string, unknown>>',
        },
      },
    },
  },
};

export default config;
