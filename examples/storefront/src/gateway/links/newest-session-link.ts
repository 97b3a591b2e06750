import { ApolloLink, type ApolloCache } from '@apollo/client';
import { map } from 'rxjs';
import { SessionStateDocument } from '../session-documents.ts';

/**
 * Keeps an older state of the session from replacing a newer one: answers to requests that run side by side, and events,
 * may arrive in any order. `Session.version` grows with every change.
 */
export function createNewestSessionLink(): ApolloLink {
  return new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      map((result) =>
        'data' in result && isObject(result.data)
          ? { ...result, data: withNewest(result.data, operation.client.cache) }
          : result,
      ),
    ),
  );
}

/** Replaces each session in an answer that is older than what the cache knows of it. Lists are left as they are. */
function withNewest(answer: object, cache: ApolloCache): Record<string, unknown> {
  const fields = Object.entries(answer).map(([name, value]: [string, unknown]) => {
    if (!isObject(value)) return [name, value];
    return [name, isSessionState(value) ? newest(value, cache) : withNewest(value, cache)];
  });
  return Object.fromEntries(fields) as Record<string, unknown>;
}

function newest(session: SessionState, cache: ApolloCache): object {
  const known = cache.readFragment({
    fragment: SessionStateDocument,
    from: { __typename: 'Session', id: session.id },
  });
  return known !== null && known.version > session.version ? known : session;
}

interface SessionState {
  readonly __typename: 'Session';
  readonly id: string;
  readonly version: number;
}

function isSessionState(value: object): value is SessionState {
  return '__typename' in value && value.__typename === 'Session' && 'version' in value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
