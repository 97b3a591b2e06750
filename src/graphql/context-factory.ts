import type { LoginService } from '../login/login-service.ts';
import { deviceLabel } from '../session/device-label.ts';
import { RequestSession } from '../session/request-session.ts';
import type { SessionServices } from '../session/session-services.ts';
import type { RingView } from '../session/ring-view.ts';
import type { SessionTokens } from '../session/session-token.ts';
import type { GraphQLContext, RequestFacts } from './graphql-context.ts';
import type { RequestEvents } from './request-events.ts';

/** Opens the context of each request. */
export class ContextFactory {
  readonly #sessions: SessionServices;
  readonly #tokens: SessionTokens;
  readonly #login: LoginService;
  readonly #ring: RingView;
  readonly #events: RequestEvents;

  constructor(options: {
    readonly sessions: SessionServices;
    readonly tokens: SessionTokens;
    readonly login: LoginService;
    readonly ring: RingView;
    readonly events: RequestEvents;
  }) {
    this.#sessions = options.sessions;
    this.#tokens = options.tokens;
    this.#login = options.login;
    this.#ring = options.ring;
    this.#events = options.events;
  }

  /** Without I/O: the session is loaded when a resolver first asks for it. */
  open(request: RequestFacts): GraphQLContext {
    const { cookieTokens } = request;
    const proof = this.#tokens.firstGenuine(cookieTokens);
    if (proof === undefined && cookieTokens.length > 0) this.#events.tokenRejected(request);
    const client = () => ({
      device: deviceLabel(request.userAgent),
      address: request.address,
    });
    return {
      session: new RequestSession(this.#sessions, proof, client),
      watchSession: (parts) =>
        this.#sessions.watches.open(proof, parts, request.onSessionOver ?? ignore),
      login: this.#login,
      ring: this.#ring,
      events: this.#events,
      request,
    };
  }
}

function ignore(): void {
  return;
}
