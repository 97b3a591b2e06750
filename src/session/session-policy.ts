import type { Timeouts } from './deadlines.ts';
import type { ValueLimits } from './session-store.ts';

/** The rules that an operator sets for sessions. */
export interface SessionPolicy extends ValueLimits {
  readonly user: Timeouts;
  readonly anonymous: Timeouts;
  /** Of one value's JSON text. */
  readonly maxValueBytes: number;
  readonly maxSessionsPerUser: number;
  /** What happens to a login past `maxSessionsPerUser` (OWASP ASVS 5.0, 7.1.2). */
  readonly sessionsOverflow: 'end-oldest' | 'reject';
  /** Live subscriptions to one session, in one process. */
  readonly maxSubscriptionsPerSession: number;
  /** Live subscriptions of one process in all. */
  readonly maxSubscriptions: number;
  /** New anonymous sessions a minute from one address; absent: no limit. */
  readonly maxNewAnonymousPerMinute: number | undefined;
}
