import type { Checked, Finding } from './finding.ts';
import type { GraphqlConfig } from './gateway-config.ts';
import type { OptionValues } from './option-table.ts';

/** What an operation may ask, and what helps people to write one. */
export function graphqlConfig(values: OptionValues, production: boolean): Checked<GraphqlConfig> {
  const part = {
    introspection: values.introspection ?? !production,
    playground: values.playground ?? !production,
    maxDepth: values.maxDepth,
    maxAliases: values.maxAliases,
    maxTokens: values.maxTokens,
  };
  return { part, findings: [...blindPlayground(part)] };
}

function* blindPlayground({ introspection, playground }: GraphqlConfig): Generator<Finding> {
  if (introspection || !playground) return;
  yield {
    level: 'warning',
    options: ['playground', 'introspection'],
    text: 'is on while RINGGATE_INTROSPECTION is off: the playground has no completion and no documentation.',
  };
}
