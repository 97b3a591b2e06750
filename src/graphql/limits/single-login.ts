import {
  type ASTVisitor,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/**
 * At most one `login` in an operation, however it is named or spread: otherwise one request could guess as often as it
 * has room for aliases, past every limit that counts requests.
 */
export function singleLoginRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const counted = new Map<string, number>();
      if (countLogins(operation.selectionSet, context, counted) <= 1) return;
      context.reportError(
        new GraphQLError('an operation may contain "login" only once', { nodes: operation }),
      );
    },
  };
}

function countLogins(
  set: SelectionSetNode | undefined,
  context: ValidationContext,
  counted: Map<string, number>,
): number {
  let count = 0;
  for (const selection of set?.selections ?? []) {
    switch (selection.kind) {
      case Kind.FIELD:
        if (selection.name.value === 'login') count += 1;
        break;
      case Kind.INLINE_FRAGMENT:
        count += countLogins(selection.selectionSet, context, counted);
        break;
      case Kind.FRAGMENT_SPREAD:
        count += countInFragment(selection.name.value, context, counted);
        break;
    }
  }
  return count;
}

/** Each fragment is counted once and its number remembered: nested spreads would otherwise multiply the work. */
function countInFragment(
  name: string,
  context: ValidationContext,
  counted: Map<string, number>,
): number {
  const known = counted.get(name);
  if (known !== undefined) return known;
  counted.set(name, 0);
  const count = countLogins(context.getFragment(name)?.selectionSet, context, counted);
  counted.set(name, count);
  return count;
}
