import type { ApolloClient } from '@apollo/client';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { forgetSession, rememberSession } from './session-cache.ts';
import { CurrentSessionDocument, SessionEventsDocument } from './session-documents.ts';

const peekTimeoutMs = 3_000;

/** Asks the gateway for the session, however long it is out of reach, and notes it in the cache. Counts as use. */
export async function readSession(client: ApolloClient): Promise<void> {
  const { data } = await client.query({ query: CurrentSessionDocument, fetchPolicy: 'no-cache' });
  // Not by Apollo itself: it may be another user's session, whose lists are not those in the cache.
  if (data?.session) rememberSession(client.cache, data.session);
  else forgetSession(client.cache);
}

/**
 * Brings the cache up to date without using the session: listening is no use, and the first event tells what it is
 * now.
 */
export async function peekSession(client: ApolloClient): Promise<void> {
  const events = client.subscribe({
    query: SessionEventsDocument,
    // A subscription of its own: one that is under way has had its first event.
    context: { queryDeduplication: false },
  });
  await firstValueFrom(
    events.pipe(
      filter(({ data }) => data !== undefined),
      timeout(peekTimeoutMs),
    ),
    { defaultValue: undefined },
  );
}
