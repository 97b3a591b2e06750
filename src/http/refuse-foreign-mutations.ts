import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { GraphQLContext } from '../graphql/graphql-context.ts';

/**
 * Refuses every mutation that a page of a foreign origin asks for, `login` included (a forged login signs the victim
 * in as the attacker), before anything runs. Beside Apollo's CSRF prevention, which only makes the browser ask first.
 */
export function refuseForeignMutations(): ApolloServerPlugin<OriginContext> {
  const listener = {
    didResolveOperation: (request: GraphQLRequestContext<OriginContext>): Promise<void> =>
      request.contextValue.request.origin === 'foreign' &&
      request.operation?.operation === OperationTypeNode.MUTATION
        ? Promise.reject(foreignOrigin())
        : done,
  };
  const started = Promise.resolve(listener);
  return { requestDidStart: () => started };
}

type OriginContext = Pick<GraphQLContext, 'request'>;

// Shared, since every request passes here and a new promise for each is a cost without a use.
const done = Promise.resolve();

function foreignOrigin(): GraphQLError {
  return new GraphQLError('a page of this origin may not change anything here', {
    extensions: { code: 'FORBIDDEN', http: { status: 403 } },
  });
}
