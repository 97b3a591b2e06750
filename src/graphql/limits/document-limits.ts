import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';

/** Limits of a document's shape; how many tokens it may have is the parser's own option. */
export interface DocumentLimits {
  readonly maxDepth: number;
  readonly maxAliases: number;
}

/** Validation rules that refuse documents too deep or with too many aliases, before anything is executed. */
export function documentLimitRules(limits: DocumentLimits): readonly ValidationRule[] {
  return [
    maxDepthRule({
      n: limits.maxDepth,
      flattenFragments: true,
      ...reporting(`the document is nested deeper than ${limits.maxDepth} levels`),
    }),
    maxAliasesRule({
      n: limits.maxAliases,
      allowList: [],
      ...reporting(`the document has more than ${limits.maxAliases} aliases`),
    }),
  ];
}

/** The library throws, which would read as a failure of the server: reported, it is the client's mistake. */
function reporting(message: string): {
  propagateOnRejection: false;
  onReject: ((context: ValidationContext | null) => void)[];
} {
  return {
    propagateOnRejection: false,
    onReject: [(context) => context?.reportError(new GraphQLError(message))],
  };
}
