import { CookieJar } from '../cookie-jar.ts';
import type { Answer } from '../graphql-client.ts';
import { userKey, type Action, type Call, type Result, type Token } from './call.ts';
import type { RunningGateway } from './gateway-fleet.ts';
import { operationOf } from './operations.ts';
import { resultOf } from './result-of.ts';

/** Asks gateways on behalf of many browsers, and keeps the history of it. */
export class Caller {
  /** In the order of the answers. */
  readonly calls: Call[] = [];
  /** By the name of the token. */
  readonly #cookies = new Map<string, string>();
  #begun = 0;

  /** @param token What to come with; absent: without a cookie. */
  async call(
    { name: gateway, browser }: RunningGateway,
    token: Token | undefined,
    action: Action,
  ): Promise<Call> {
    const number = (this.#begun += 1);
    const { query, variables } = operationOf(action);
    browser.jar.clear();
    const cookie = token && this.#cookies.get(token.name);
    if (cookie !== undefined) browser.jar.set('session', cookie);
    const startedAt = performance.now();
    let result: Result;
    let issued: Token | undefined;
    try {
      const answer = await browser.send(query, { variables });
      result = resultOf(action, answer);
      issued = this.#take(answer, result);
    } catch (error) {
      result = failureOf(error);
    }
    const endedAt = performance.now();
    const call = { number, gateway, token, action, startedAt, endedAt, result, issued };
    this.calls.push(call);
    return call;
  }

  #take(answer: Answer, result: Result): Token | undefined {
    const jar = new CookieJar();
    jar.take(answer.setCookies);
    if (jar.token === '' || result.kind !== 'session') return undefined;
    const [session = ''] = jar.token.split('.');
    const name = `token-${this.#cookies.size}`;
    this.#cookies.set(name, jar.token);
    const user = result.sight.values[userKey];
    return { name, session, user: typeof user === 'string' ? user : undefined };
  }
}

/** What is known of a request that got no answer. */
function failureOf(error: unknown): Result {
  const why = error instanceof Error ? error.message : String(error);
  const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  return { kind: isRefused ? 'refused' : 'unknown', why };
}
