import { SessionError } from '../../session/session-error.ts';

/**
 * Codes of a server that is there but cannot do it now. Redis 6.2 puts the code of a command that failed inside a script
 * into the middle of the message, later ones at the start.
 */
const unavailablePattern =
  /(?:^|: -?)(OOM|MISCONF|READONLY|LOADING|BUSY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|NOAUTH)\b/;

/**
 * The node did not answer, so nothing is known of its sessions (I4). Which node it was is for the log: an id that nobody
 * chose is an address, and clients are told none.
 */
export function unavailable(nodeId: string, cause?: Error): SessionError {
  return new SessionError(
    'SESSION_STORE_UNAVAILABLE',
    'the node that holds the session does not answer: try again',
    { cause: new Error(`node ${nodeId}`, cause && { cause }) },
  );
}

/**
 * What a command that failed means to its caller.
 *
 * @returns A {@link SessionError} when the node could not answer; another error for what only a fault in the program or
 *   in the data explains, so that it is not taken for a node that is down.
 */
export function explainFailure(nodeId: string, error: Error): Error {
  if (!isReplyError(error) || unavailablePattern.test(error.message)) {
    return unavailable(nodeId, error);
  }
  return new Error(`the node ${nodeId} of the session store refused a command`, { cause: error });
}

/** Whether the server answered this, rather than the connection. */
export function isReplyError(error: Error): boolean {
  return error.name === 'ReplyError';
}

/** The code that a reply begins with, as in `NOSCRIPT`; that of the operating system for an error of the connection. */
export function errorCode(error: Error): string {
  if (isReplyError(error)) return /^\S+/.exec(error.message)?.[0] ?? error.name;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
