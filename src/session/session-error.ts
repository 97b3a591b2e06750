/**
 * Codes of what can go wrong with a session, stable: they are the contract with clients (`extensions.code`).
 * Meanings and what to do: `docs/errors.md`.
 */
export type SessionErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'VERSION_CONFLICT'
  | 'SESSION_LIMIT_EXCEEDED'
  | 'TOO_MANY_SESSIONS'
  | 'TOO_MANY_SUBSCRIPTIONS'
  | 'SESSION_STORE_UNAVAILABLE';

/** A failure that the client is told by its code and message; so neither holds a secret or an address of a node. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly code: SessionErrorCode;

  constructor(code: SessionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The refusal of what needs a live session, or a user signed in. */
export function unauthenticated(): SessionError {
  return new SessionError(
    'UNAUTHENTICATED',
    'the session has ended, or nobody is signed in: log in',
  );
}

/** Whether an error says that a node did not answer: the one failure that a login works around. */
export function isUnavailable(error: unknown): error is SessionError {
  return error instanceof SessionError && error.code === 'SESSION_STORE_UNAVAILABLE';
}
