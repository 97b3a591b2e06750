import { describe, expect, it } from '@jest/globals';
import type { RequestFacts } from '../../../src/graphql/graphql-context.ts';
import { RequestEvents } from '../../../src/graphql/request-events.ts';
import { LoginError } from '../../../src/login/login-error.ts';
import type { Account } from '../../../src/session/accounts.ts';
import type { GatewayEvent } from '../../../src/session/gateway-event.ts';
import { SessionError } from '../../../src/session/session-error.ts';

const zoe: Account = {
  username: 'zo\u00e9',
  roles: [],
  credentialVersion: 'a'.repeat(11),
  sessionValues: new Map(),
};

const request: RequestFacts = {
  id: 'r',
  address: undefined,
  userAgent: 'Firefox',
  acceptLanguage: 'en',
  cookieTokens: ['a-credential'],
  origin: 'none',
};

function setUp(): { readonly events: RequestEvents; readonly recorded: GatewayEvent[] } {
  const recorded: GatewayEvent[] = [];
  const accounts = {
    find: (username: string) => (username === zoe.username ? zoe : undefined),
  };
  return {
    events: new RequestEvents({ record: (event) => recorded.push(event) }, accounts),
    recorded,
  };
}

describe('events of requests', () => {
  it.each([
    ['zo\u00e9', zoe.username],
    ['zoe\u0301', zoe.username],
    ['a password', undefined],
    ['x'.repeat(1_000), undefined],
  ])('name the user where %j is the name of one', (typed, userId) => {
    const { events, recorded } = setUp();
    events.loginFailed(request, typed);
    events.loginThrottled(request, typed, 9);
    const origin = { userId, requestId: 'r', address: undefined };
    expect(recorded).toStrictEqual([
      { name: 'login.failed', ...origin },
      { name: 'login.throttled', retryAfterMs: 9, ...origin },
    ]);
  });

  it.each([
    [new LoginError('LOGIN_BUSY', ''), 'busy'],
    [new SessionError('TOO_MANY_SESSIONS', ''), 'too-many-sessions'],
    [new SessionError('SESSION_STORE_UNAVAILABLE', ''), 'unavailable'],
  ])('tell that a login was refused by %j as %s', (error, reason) => {
    const { events, recorded } = setUp();
    events.loginRefused(request, zoe.username, error);
    expect(recorded).toMatchObject([{ name: 'login.refused', userId: zoe.username, reason }]);
  });

  it('tell nothing of a login that failed for a fault of the gateway', () => {
    const { events, recorded } = setUp();
    events.loginRefused(request, zoe.username, new Error('a fault'));
    events.loginRefused(request, zoe.username, new SessionError('FORBIDDEN', ''));
    expect(recorded).toEqual([]);
  });

  it('have nothing of a request but its id and its address', () => {
    const { events, recorded } = setUp();
    events.tokenRejected(request);
    expect(recorded).toStrictEqual([
      { name: 'token.rejected', reason: 'malformed', requestId: 'r', address: undefined },
    ]);
  });
});
