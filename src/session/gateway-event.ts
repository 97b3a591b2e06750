/** Takes what an operator and a security reviewer want to know of. May not throw. */
export interface EventSink {
  record(event: GatewayEvent): void;
}

/**
 * Something that happened, once: `docs/observability.md` says when. No secret is in it: a session is named by its id,
 * which is no credential; `userId` is that of an account that exists, never what somebody typed.
 */
export type GatewayEvent =
  | ({ readonly name: 'login.succeeded'; readonly userId: string } & SessionOrigin)
  /** No such user or a wrong password. `userId`: absent where no account has that name. */
  | ({ readonly name: 'login.failed'; readonly userId: string | undefined } & RequestOrigin)
  | ({
      readonly name: 'login.throttled';
      readonly userId: string | undefined;
      readonly retryAfterMs: number;
    } & RequestOrigin)
  | ({
      readonly name: 'login.refused';
      readonly userId: string | undefined;
      readonly reason: LoginRefusal;
    } & RequestOrigin)
  | ({ readonly name: 'logout'; readonly userId: string | undefined } & SessionOrigin)
  /** A user has ended one of the own sessions, which may be the one that asked. */
  | ({
      readonly name: 'session.revoked';
      readonly userId: string;
      readonly revokedId: string;
    } & SessionOrigin)
  /** A user has ended all other sessions of the own. */
  | ({
      readonly name: 'session.others-ended';
      readonly userId: string;
      readonly count: number;
    } & SessionOrigin)
  /** `malformed`: not of the form of a token; `forged`: of the form, but not signed by any of the keys. */
  | ({ readonly name: 'token.rejected'; readonly reason: 'malformed' | 'forged' } & RequestOrigin)
  | { readonly name: 'node.down'; readonly node: string; readonly reason: string | undefined }
  | { readonly name: 'node.up'; readonly node: string }
  | {
      readonly name: 'ring.changed';
      readonly epoch: number;
      readonly state: 'MOVING' | 'STABLE';
    };

/** The stable name of an event. */
export type EventName = GatewayEvent['name'];

/**
 * Why a login was refused that nothing was wrong with: `busy`: too many wait to be verified; `too-many-sessions`: the
 * user has as many as may be; `unavailable`: no node took the session.
 */
export type LoginRefusal = 'busy' | 'too-many-sessions' | 'unavailable';

/** Who asked. */
export interface RequestOrigin {
  readonly requestId: string;
  /** The client's network address, behind trusted proxies. */
  readonly address: string | undefined;
}

/** Who asked, and on which session. */
export interface SessionOrigin extends RequestOrigin {
  readonly sessionId: string;
}
