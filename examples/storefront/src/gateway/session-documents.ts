import { graphql } from '../generated/index.ts';

/**
 * What the page knows of its session. Every answer with a session asks for all of it, so that whichever arrives last
 * leaves the cache complete.
 */
export const SessionStateDocument = graphql(`
  fragment SessionState on Session {
    id
    version
    user {
      id
      username
    }
    values
    createdAt
    authenticatedAt
    lastSeenAt
    idleExpiresAt
    expiresAt
  }
`);

/** The session of this browser; null when it has none. Asking counts as use. */
export const CurrentSessionDocument = graphql(`
  query CurrentSession {
    session {
      ...SessionState
    }
  }
`);

/** What happens to the session, whoever does it. Listening does not count as use. */
export const SessionEventsDocument = graphql(`
  subscription SessionEvents {
    sessionEvents {
      type
      at
      session {
        ...SessionState
      }
    }
  }
`);
