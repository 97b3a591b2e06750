import type { LoginService } from '../login/login-service.ts';
import type { RequestSession } from '../session/request-session.ts';
import type { RingView } from '../session/ring-view.ts';
import type { SessionWatch } from '../session/session-watch.ts';
import type { SessionParts } from '../session/session.ts';
import type { RequestEvents } from './request-events.ts';

/**
 * What resolvers know of the request. Who is calling is `session.user()`, and costs no loading of values; nothing here
 * assumes that Ringgate's schema is the only one.
 */
export interface GraphQLContext {
  readonly session: RequestSession;
  /** Watches the session of the request. @throws {SessionError} As `sessionEvents` in the GraphQL schema says. */
  readonly watchSession: (parts: SessionParts) => Promise<SessionWatch>;
  readonly login: LoginService;
  readonly ring: RingView;
  /** Shared by all requests. */
  readonly events: RequestEvents;
  readonly request: RequestFacts;
}

/** What the transport found out about a request. */
export interface RequestFacts {
  /** Names the request in logs and answers. */
  readonly id: string;
  /** The client's network address, behind trusted proxies. */
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
  readonly acceptLanguage: string | undefined;
  /** Cookies of the session's name, in the order they came. Credentials: never logged. */
  readonly cookieTokens: readonly string[];
  /** Where the request was made from. */
  readonly origin: OriginVerdict;
  /** When it had been read, by `performance.now`; 0 where nothing is measured. */
  readonly receivedAt?: number;
  /** Called when the session that this request watches has ended, or its secret was renewed, before it is told. */
  readonly onSessionOver?: () => void;
}

/**
 * `none`: no browser's page, or one that does not say; `own`: the gateway's own origin; `allowed`: one of the allowed
 * origins; `foreign`: any other: it may read what is public, and change nothing.
 */
export type OriginVerdict = 'none' | 'own' | 'allowed' | 'foreign';
