import { GraphQLError, OperationTypeNode } from 'graphql';
import type { GraphQLContext } from '../graphql/graphql-context.ts';
import type { OperationHooks } from '../graphql/operation-hooks.ts';

/**
 * Refuses every mutation that a page of a foreign origin asks for, `login` included (a forged login signs the victim
 * in as the attacker), before anything runs. Beside Apollo's CSRF prevention, which only makes the browser ask first.
 */
export function refuseForeignMutations(): OperationHooks<OriginContext> {
  return {
    didResolveOperation: (request) =>
      request.contextValue.request.origin === 'foreign' &&
      request.operation?.operation === OperationTypeNode.MUTATION
        ? Promise.reject(foreignOrigin())
        : done,
  };
}

type OriginContext = Pick<GraphQLContext, 'request'>;

// Shared, since every request passes here and a new promise for each is a cost without a use.
const done = Promise.resolve();

function foreignOrigin(): GraphQLError {
  return new GraphQLError('a page of this origin may not change anything here', {
    extensions: { code: 'FORBIDDEN', http: { status: 403 } },
  });
}
