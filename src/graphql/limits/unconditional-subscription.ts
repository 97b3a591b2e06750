import {
  type ASTVisitor,
  type DirectiveNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/**
 * No `@skip` or `@include` on the way to the field of a subscription (GraphQL specification, 5.2.4.1): without its field
 * there is nothing to subscribe to, and graphql-js throws a TypeError.
 */
export function unconditionalSubscriptionRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation !== OperationTypeNode.SUBSCRIPTION) return;
      const nodes = conditionsOf(selectionSet, context, new Set());
      if (nodes.length === 0) return;
      context.reportError(
        new GraphQLError(
          'the field of a subscription can be neither skipped nor included: only what is selected below it',
          { nodes },
        ),
      );
    },
  };
}

/** The conditions on a selection's own fields, those below left out. */
function conditionsOf(
  set: SelectionSetNode | undefined,
  context: ValidationContext,
  visited: Set<string>,
): readonly DirectiveNode[] {
  return (set?.selections ?? []).flatMap((selection) => {
    const own = (selection.directives ?? []).filter(isCondition);
    switch (selection.kind) {
      case Kind.FIELD:
        return own;
      case Kind.INLINE_FRAGMENT:
        return [...own, ...conditionsOf(selection.selectionSet, context, visited)];
      case Kind.FRAGMENT_SPREAD: {
        const name = selection.name.value;
        if (visited.has(name)) return own;
        visited.add(name);
        return [...own, ...conditionsOf(context.getFragment(name)?.selectionSet, context, visited)];
      }
    }
  });
}

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}
