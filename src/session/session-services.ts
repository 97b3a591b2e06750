import type { Accounts } from './accounts.ts';
import { NewSessionQuota } from './new-session-quota.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { SessionCreation } from './session-creation.ts';
import type { SessionEvents } from './session-events.ts';
import type { SessionPolicy } from './session-policy.ts';
import type { SessionStore } from './session-store.ts';
import type { SessionTokens } from './session-token.ts';
import { SessionWatches } from './session-watches.ts';
import { SignIn } from './sign-in.ts';
import { UserSessions } from './user-sessions.ts';

/** What the sessions of all requests share. */
export interface SessionServices {
  readonly store: SessionStore;
  readonly policy: SessionPolicy;
  readonly creation: SessionCreation;
  readonly signIn: SignIn;
  readonly userSessions: UserSessions;
  readonly quota: NewSessionQuota;
  readonly watches: SessionWatches;
}

/** Makes the services over a store and the users that exist. */
export function makeSessionServices(options: {
  readonly store: SessionStore;
  readonly events: SessionEvents;
  readonly tokens: SessionTokens;
  readonly accounts: Accounts;
  readonly limiter: RateLimiter;
  readonly policy: SessionPolicy;
}): SessionServices {
  const { store, events, tokens, accounts, limiter, policy } = options;
  const creation = new SessionCreation(store, tokens);
  const userSessions = new UserSessions(store, accounts, policy);
  return {
    store,
    policy,
    creation,
    userSessions,
    signIn: new SignIn({ store, tokens, creation, userSessions, policy }),
    watches: new SessionWatches({ store, events, userSessions, policy }),
    quota: new NewSessionQuota(limiter, policy.maxNewAnonymousPerMinute),
  };
}
