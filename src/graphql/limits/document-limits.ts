import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';
import { singleLoginRule } from './single-login.ts';

/** Limits of a document's shape. */
export interface DocumentLimits {
  readonly maxDepth: number;
  readonly maxAliases: number;
  /** The parser stops there. */
  readonly maxTokens: number;
}

/**
 * Validation rules beside those of GraphQL: they refuse documents too deep, with too many aliases, or with more than one
 * `login`, before anything is executed.
 */
export function documentRules(limits: DocumentLimits): readonly ValidationRule[] {
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
    singleLoginRule,
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
