import type { SessionStateFragment } from '../generated/graphql.ts';

/** When and why a session ends if nothing happens; instants are Unix milliseconds by the gateway's clock. */
export interface SessionEnd {
  readonly at: number;
  /** `idle`: using the session puts it off. `lifetime`: nothing does but signing in again. */
  readonly by: 'idle' | 'lifetime';
  /** From when on the user should be told. */
  readonly noticeAt: number;
}

const longestNoticeMs = 120_000;

/** A short session is announced when this part of it is left. */
const noticePart = 1 / 2;

/** Reads the end of a session off its deadlines. */
export function sessionEnd(session: SessionStateFragment): SessionEnd {
  const idleExpiresAt = Date.parse(session.idleExpiresAt);
  const expiresAt = Date.parse(session.expiresAt);
  return idleExpiresAt < expiresAt
    ? { at: idleExpiresAt, by: 'idle', noticeAt: noticeAt(session.lastSeenAt, idleExpiresAt) }
    : {
        at: expiresAt,
        by: 'lifetime',
        noticeAt: noticeAt(session.authenticatedAt ?? session.createdAt, expiresAt),
      };
}

function noticeAt(from: string, endAt: number): number {
  return endAt - Math.min(longestNoticeMs, (endAt - Date.parse(from)) * noticePart);
}
