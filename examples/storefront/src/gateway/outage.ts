import { CombinedGraphQLErrors, ServerError, ServerParseError } from '@apollo/client/errors';

/**
 * Why nothing can be asked at the moment. `store`: the gateway answers, but not the node that holds the session.
 * `network`: the gateway does not answer. Neither means that somebody was signed out.
 */
export type Outage = 'store' | 'network';

/** The codes of an answer's errors, as `docs/errors.md` of the gateway lists them. */
export function errorCodes(errors: readonly { readonly extensions?: unknown }[] = []): unknown[] {
  return errors.map(({ extensions }) =>
    typeof extensions === 'object' && extensions !== null && 'code' in extensions
      ? extensions.code
      : undefined,
  );
}

/** What an error says of the gateway; absent for one that waiting does not mend, as in a rule that was broken. */
export function outageOf(error: unknown): Outage | undefined {
  if (CombinedGraphQLErrors.is(error)) {
    return errorCodes(error.errors).includes('SESSION_STORE_UNAVAILABLE') ? 'store' : undefined;
  }
  // Not GraphQL: what answers is not the gateway, as the page of a proxy or of a hotel's network.
  if (ServerParseError.is(error)) return 'network';
  if (ServerError.is(error)) return isPassing(error.statusCode) ? 'network' : undefined;
  // What `fetch` rejects with: no connection, or no answer in time.
  return error instanceof TypeError || error instanceof DOMException ? 'network' : undefined;
}

/** Whether a status may be another one soon: of a proxy, which knows of too many requests what GraphQL has codes for. */
function isPassing(statusCode: number): boolean {
  return statusCode >= 500 || statusCode === 408 || statusCode === 429;
}
