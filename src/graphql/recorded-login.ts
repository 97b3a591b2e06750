import type { LoginOutcome } from '../login/login-service.ts';
import type { Session } from '../session/session.ts';
import type { GraphQLContext } from './graphql-context.ts';

/** How a login ended that began a session where it succeeded. */
export type RecordedLogin =
  | { readonly kind: 'success'; readonly session: Session }
  | Exclude<LoginOutcome, { readonly kind: 'success' }>;

/**
 * Logs in on the session of the request, and records how that ended.
 *
 * @throws {LoginError} {SessionError} As the mutation `login` in the GraphQL schema says.
 */
export async function recordedLogin(
  { login, session, request, events }: GraphQLContext,
  username: string,
  password: string,
): Promise<RecordedLogin> {
  try {
    const { address = 'unknown' } = request;
    const outcome = await login.attempt({ username, password, address });
    switch (outcome.kind) {
      case 'success': {
        const begun = await session.signIn(outcome.account);
        events.loginSucceeded(request, outcome.account.username, begun.id);
        return { kind: 'success', session: begun };
      }
      case 'invalid':
        events.loginFailed(request, username);
        return outcome;
      case 'throttled':
        events.loginThrottled(request, username, outcome.retryAfterMs);
        return outcome;
    }
  } catch (error) {
    events.loginRefused(request, username, error);
    throw error;
  }
}
