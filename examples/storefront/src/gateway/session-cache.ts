import type { ApolloCache } from '@apollo/client';
import type { SessionStateFragment } from '../generated/graphql.ts';
import { CurrentSessionDocument } from './session-documents.ts';
import { sessionEnd } from './session-end.ts';

/** The session as the page knows it; null for none, absent while nothing is known. */
function cachedSession(cache: ApolloCache): SessionStateFragment | null | undefined {
  return cache.readQuery({ query: CurrentSessionDocument })?.session;
}

/** Whether the next request surely carries the cookie of a live session, as far as the page can tell. */
export function hasLiveSession(cache: ApolloCache): boolean {
  const session = cachedSession(cache);
  return session != null && sessionEnd(session).at > Date.now();
}

/** Notes the session that an answer came with. Another user's data is forgotten. */
export function rememberSession(cache: ApolloCache, session: SessionStateFragment): void {
  const userBefore = cachedSession(cache)?.user?.id;
  cache.writeQuery({ query: CurrentSessionDocument, data: { session } });
  if (userBefore !== undefined && userBefore !== session.user?.id) forgetLists(cache);
}

/** Notes that there is no session any more, and forgets all that belonged to it. */
export function forgetSession(cache: ApolloCache): void {
  cache.writeQuery({ query: CurrentSessionDocument, data: { session: null } });
  forgetLists(cache);
}

/**
 * Drops every answer but the current session, and then every object that nothing refers to any more.
 *
 * Not `client.clearStore()`: that also stops the components that watch the cache.
 */
function forgetLists(cache: ApolloCache): void {
  cache.evict({ fieldName: 'sessions' });
  cache.gc();
}
