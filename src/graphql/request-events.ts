import { LoginError } from '../login/login-error.ts';
import { normalizeUsername } from '../login/username.ts';
import type { Accounts } from '../session/accounts.ts';
import type { EventSink, LoginRefusal, RequestOrigin } from '../session/gateway-event.ts';
import { SessionError } from '../session/session-error.ts';
import { whyRejected } from '../session/session-token.ts';

/** What events tell of a request. */
interface AskedRequest {
  readonly id: string;
  readonly address: string | undefined;
}

/** Records what requests do, with who asked. */
export class RequestEvents {
  readonly #sink: EventSink;
  readonly #accounts: Accounts;

  constructor(sink: EventSink, accounts: Accounts) {
    this.#sink = sink;
    this.#accounts = accounts;
  }

  /** No cookie of the request holds a genuine token, and one at least holds something. */
  tokenRejected(request: AskedRequest & { readonly cookieTokens: readonly string[] }): void {
    const reason = whyRejected(request.cookieTokens);
    this.#sink.record({ name: 'token.rejected', reason, ...originOf(request) });
  }

  loginSucceeded(request: AskedRequest, userId: string, sessionId: string): void {
    this.#sink.record({ name: 'login.succeeded', userId, sessionId, ...originOf(request) });
  }

  /** @param typed As the name of the user: what people type there may be their password. */
  loginFailed(request: AskedRequest, typed: string): void {
    const userId = this.#userIdOf(typed);
    this.#sink.record({ name: 'login.failed', userId, ...originOf(request) });
  }

  /** @param typed As for {@link RequestEvents.loginFailed}. */
  loginThrottled(request: AskedRequest, typed: string, retryAfterMs: number): void {
    const userId = this.#userIdOf(typed);
    this.#sink.record({ name: 'login.throttled', userId, retryAfterMs, ...originOf(request) });
  }

  /**
   * @param typed As for {@link RequestEvents.loginFailed}.
   * @param error What the login failed with; any but a refusal is a fault of the gateway, which is logged elsewhere.
   */
  loginRefused(request: AskedRequest, typed: string, error: unknown): void {
    const reason = refusalOf(error);
    if (reason === undefined) return;
    const userId = this.#userIdOf(typed);
    this.#sink.record({ name: 'login.refused', userId, reason, ...originOf(request) });
  }

  loggedOut(request: AskedRequest, userId: string | undefined, sessionId: string): void {
    this.#sink.record({ name: 'logout', userId, sessionId, ...originOf(request) });
  }

  sessionRevoked(
    request: AskedRequest,
    { userId, sessionId, revokedId }: SessionOfUser & { readonly revokedId: string },
  ): void {
    const origin = originOf(request);
    this.#sink.record({ name: 'session.revoked', userId, sessionId, revokedId, ...origin });
  }

  othersEnded(
    request: AskedRequest,
    { userId, sessionId, count }: SessionOfUser & { readonly count: number },
  ): void {
    const origin = originOf(request);
    this.#sink.record({ name: 'session.others-ended', userId, sessionId, count, ...origin });
  }

  #userIdOf(typed: string): string | undefined {
    const name = normalizeUsername(typed);
    return name === undefined ? undefined : this.#accounts.find(name)?.username;
  }
}

/** Who asked on which session. */
interface SessionOfUser {
  readonly userId: string;
  readonly sessionId: string;
}

function originOf({ id: requestId, address }: AskedRequest): RequestOrigin {
  return { requestId, address };
}

function refusalOf(error: unknown): LoginRefusal | undefined {
  if (error instanceof LoginError) return 'busy';
  if (!(error instanceof SessionError)) return undefined;
  if (error.code === 'TOO_MANY_SESSIONS') return 'too-many-sessions';
  return error.code === 'SESSION_STORE_UNAVAILABLE' ? 'unavailable' : undefined;
}
