import type { Account } from '../../src/session/accounts.ts';
import type { SessionPolicy } from '../../src/session/session-policy.ts';
import { longTimeouts, wideLimits } from './session-fixtures.ts';

/** Rules that play no part in a test. */
export const generousPolicy: SessionPolicy = {
  ...wideLimits,
  user: longTimeouts,
  anonymous: longTimeouts,
  maxValueBytes: 100_000,
  maxSessionsPerUser: 100,
  sessionsOverflow: 'end-oldest',
  maxSubscriptionsPerSession: 100,
  maxSubscriptions: 1_000,
  maxNewAnonymousPerMinute: undefined,
};

/** A user with one value. */
export function accountOf(username: string): Account {
  return {
    username,
    roles: [],
    credentialVersion: 'abcdefghijk',
    sessionValues: new Map([['team', '"red"']]),
  };
}
