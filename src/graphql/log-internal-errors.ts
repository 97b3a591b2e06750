import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLError } from 'graphql';
import { gatewayErrorOf, isInternal } from './error-mapping.ts';
import type { GraphQLContext } from './graphql-context.ts';
import type { OperationHooks } from './operation-hooks.ts';

/** What this layer asks of a log: `pino` has it. */
export interface ErrorLog {
  debug(message?: string): void;
  info(message?: string): void;
  warn(message?: string): void;
  warn(fields: object, message: string): void;
  error(message?: string): void;
  error(fields: object, message: string): void;
}

/** Logs what clients are not told: failures whole, and why the store did not answer. Never variables or values. */
export function logInternalErrors(log: ErrorLog): OperationHooks<GraphQLContext> {
  return {
    didEncounterErrors: ({ contextValue, errors = [] }) => {
      logErrors(log, contextValue.request.id, errors);
      return Promise.resolve();
    },
  };
}

/** Logs those of a request's errors that its client is not told of. @param requestId Names the request. */
export function logErrors(log: ErrorLog, requestId: string, errors: readonly GraphQLError[]): void {
  for (const error of errors) {
    const ours = gatewayErrorOf(error);
    if (ours?.code === 'SESSION_STORE_UNAVAILABLE') {
      log.warn({ requestId, err: ours }, 'the session store did not answer');
    } else if (isInternal(error, error.toJSON())) {
      log.error({ requestId, err: unwrapResolverError(error) }, 'a request failed');
    }
  }
}
