/** Takes what an operator and a security reviewer want to know of. May not throw. */
export interface EventSink {
  record(event: GatewayEvent): void;
}

/**
 * Something that happened, once. No secret is in it: a session is named by its id, which is no credential; `userId` is
 * that of an account that exists, never what somebody typed.
 */
export type GatewayEvent =
  | ({ readonly name: 'login.succeeded'; readonly userId: string } & RequestOrigin)
  /** `userId`: absent where no account has that name. */
  | ({ readonly name: 'login.failed'; readonly userId: string | undefined } & RequestOrigin)
  | ({
      readonly name: 'login.throttled';
      readonly userId: string | undefined;
      readonly retryAfterMs: number;
    } & RequestOrigin)
  | ({ readonly name: 'login.busy' } & RequestOrigin)
  | ({ readonly name: 'logout'; readonly userId: string | undefined } & SessionOrigin)
  /** A user has ended one of the own sessions. */
  | ({
      readonly name: 'session.revoked';
      readonly userId: string;
      readonly revokedId: string;
    } & SessionOrigin)
  /** A user has ended all other sessions of the own. */
  | ({
      readonly name: 'session.all-ended';
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

/** Who asked. */
export interface RequestOrigin {
  readonly requestId: string;
  /** The client's network address, behind trusted proxies. */
  readonly address: string | undefined;
}

/** Who asked, and on which session. */
export interface SessionOrigin extends RequestOrigin {
  readonly sessionId: string | undefined;
}
