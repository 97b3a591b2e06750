import type { GraphQLFormattedError } from 'graphql';

/**
 * How an operation ended. `field-error`: executed, with errors; `request-error`: refused before anything was executed;
 * `unavailable`: a node of the session store did not answer, for one field at least; `internal-error`: the gateway failed.
 */
export type OperationOutcome =
  'ok' | 'field-error' | 'request-error' | 'unavailable' | 'internal-error';

/** @param answer As its client gets it: with stable codes. */
export function outcomeOf(answer: {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}): OperationOutcome {
  const { data, errors } = answer;
  if (errors === undefined || errors.length === 0) return 'ok';
  const codes = errors.map(({ extensions }) => extensions?.['code']);
  if (codes.includes('SESSION_STORE_UNAVAILABLE')) return 'unavailable';
  if (codes.includes('INTERNAL_SERVER_ERROR')) return 'internal-error';
  return data === undefined ? 'request-error' : 'field-error';
}
