import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { LoginError, type LoginErrorCode } from '../login/login-error.ts';
import { SessionError, type SessionErrorCode } from '../session/session-error.ts';

/** Every code that a client can meet beside Apollo's own; `docs/errors.md` explains each. */
export type GatewayErrorCode = SessionErrorCode | LoginErrorCode;

/** The codes of Apollo Server and of this package's HTTP edge: errors that were written for the client. */
const clientCodes: ReadonlySet<string> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'FORBIDDEN',
]);

/** The error with one of our codes behind what graphql-js made of it; absent when it is none of ours. */
export function gatewayErrorOf(error: unknown): SessionError | LoginError | undefined {
  const original = unwrapResolverError(error);
  return original instanceof SessionError || original instanceof LoginError ? original : undefined;
}

/** Whether an error is a failure of the gateway: its message is for the log, not for the client. */
export function isInternal(error: unknown, formatted: GraphQLFormattedError): boolean {
  const code = formatted.extensions?.['code'];
  return (
    gatewayErrorOf(error) === undefined && !(typeof code === 'string' && clientCodes.has(code))
  );
}

/** What the client sees of an error: a stable code, and a message that was written for it. */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const { locations, path } = formatted;
  const place = { ...(locations && { locations }), ...(path && { path }) };
  const ours = gatewayErrorOf(error);
  if (ours !== undefined) {
    return { message: ours.message, ...place, extensions: { code: ours.code } };
  }
  if (isInternal(error, formatted)) {
    return {
      message: 'the gateway failed; its log has the details under the x-request-id of this answer',
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    };
  }
  return formatted;
}
