import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useMutation } from '@apollo/client/react';
import { useCallback } from 'react';
import type { SessionStateFragment } from '../generated/graphql.ts';
import { errorCodes } from './outage.ts';
import { readSession } from './read-session.ts';
import { rememberSession } from './session-cache.ts';
import { useGateway } from './gateway-context.tsx';

/** A mutation that answers the session after it, under the name `session`. */
type SessionChange<Variables extends OperationVariables> = TypedDocumentNode<
  { readonly session: SessionStateFragment },
  Variables
>;

/**
 * Changes the session. The answer goes into the cache, so that everything that shows the session shows it at once.
 *
 * @returns A function that rejects when the change failed; after `SESSION_STORE_UNAVAILABLE` and network failures its
 *   outcome is unknown.
 */
export function useSessionChange<Variables extends OperationVariables>(
  document: SessionChange<Variables>,
): (variables: Variables) => Promise<void> {
  const { client } = useGateway();
  const [mutate] = useMutation(document, {
    update: (cache, { data }) => {
      // Also for the first write of a visit, which began the session.
      if (data) rememberSession(cache, data.session);
    },
  });
  return useCallback(
    async (variables) => {
      try {
        await mutate({ variables });
      } catch (error) {
        // The session is not what the page believes.
        if (endedMeanwhile(error)) readSession(client).catch(() => undefined);
        throw error;
      }
    },
    [client, mutate],
  );
}

function endedMeanwhile(error: unknown): boolean {
  return CombinedGraphQLErrors.is(error) && errorCodes(error.errors).includes('UNAUTHENTICATED');
}
