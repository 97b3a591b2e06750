import type { ApolloLink } from '@apollo/client';
import { RetryLink } from '@apollo/client/link/retry';
import { isQueryOperation } from '@apollo/client/utilities';
import { backOffMs } from '../back-off.ts';
import { outageOf } from '../outage.ts';

/**
 * Asks a query again, later and later, until the gateway or the session's node is back.
 *
 * Never a mutation: one without an answer may have been carried out, and an increment that is sent twice counts twice.
 */
export function createQueryRetryLink(): RetryLink {
  return new RetryLink({
    attempts: (_attempt, { query }, error) =>
      isQueryOperation(query) && outageOf(error) !== undefined,
    delay: (attempt, operation) => Math.max(backOffMs(attempt), retryAfterMs(operation)),
  });
}

/** What the last answer asked for (RFC 9110, 10.2.3, in seconds as the gateway has it). */
function retryAfterMs(operation: ApolloLink.Operation): number {
  const response: unknown = operation.getContext()['response'];
  if (!(response instanceof Response)) return 0;
  return Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
}
