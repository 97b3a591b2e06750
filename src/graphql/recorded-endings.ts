import type { GraphQLContext } from './graphql-context.ts';

type Asked = Pick<GraphQLContext, 'session' | 'request' | 'events'>;

/** Ends the session of the request, and records it. @returns Whether this call ended a live one. */
export async function recordedLogout({ session, request, events }: Asked): Promise<boolean> {
  // Known no longer when it has ended. What is loaded for it is what ending it loads.
  const user = await session.user();
  const sessionId = session.currentId;
  const hasEnded = await session.signOut();
  if (hasEnded && sessionId !== undefined) events.loggedOut(request, user?.username, sessionId);
  return hasEnded;
}

/** Ends one of the user's sessions, and records it. @throws {SessionError} As `RequestSession.revoke`. */
export async function recordedRevocation(asked: Asked, revokedId: string): Promise<boolean> {
  const { session, request, events } = asked;
  const { username: userId } = await session.requireUser();
  const sessionId = session.currentId;
  const hasEnded = await session.revoke(revokedId);
  if (hasEnded && sessionId !== undefined) {
    events.sessionRevoked(request, { userId, sessionId, revokedId });
  }
  return hasEnded;
}

/** Ends the user's other sessions, and records it. @throws {SessionError} As `RequestSession.revokeOthers`. */
export async function recordedEndOfOthers({ session, request, events }: Asked): Promise<number> {
  const { username: userId } = await session.requireUser();
  const count = await session.revokeOthers();
  const sessionId = session.currentId;
  if (sessionId !== undefined) events.othersEnded(request, { userId, sessionId, count });
  return count;
}
