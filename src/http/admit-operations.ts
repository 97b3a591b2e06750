import { GraphQLError, OperationTypeNode } from 'graphql';
import type { GraphQLContext } from '../graphql/graphql-context.ts';
import { hookDone, type OperationHooks } from '../graphql/operation-hooks.ts';

/**
 * Decides before anything runs which operations an answer of HTTP may come to.
 *
 * Refused is every mutation that a page of a foreign origin asks for, `login` included (a forged login signs the victim
 * in as the attacker): beside Apollo's CSRF prevention, which only makes the browser ask first. So is a subscription,
 * which one answer cannot hold.
 */
export function admitOperations(): OperationHooks<OriginContext> {
  return {
    didResolveOperation: ({ contextValue, operation }) => {
      switch (operation?.operation) {
        case OperationTypeNode.MUTATION:
          return contextValue.request.origin === 'foreign'
            ? Promise.reject(foreignOrigin())
            : hookDone;
        case OperationTypeNode.SUBSCRIPTION:
          return Promise.reject(needsStream());
        case OperationTypeNode.QUERY:
        case undefined:
          return hookDone;
      }
    },
  };
}

type OriginContext = Pick<GraphQLContext, 'request'>;

function foreignOrigin(): GraphQLError {
  return new GraphQLError('a page of this origin may not change anything here', {
    extensions: { code: 'FORBIDDEN', http: { status: 403 } },
  });
}

function needsStream(): GraphQLError {
  return new GraphQLError(
    'subscribe over a WebSocket (subprotocol graphql-transport-ws), or with Accept: text/event-stream',
    { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } },
  );
}
