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
      result = clearedAgainst(action, answer) ?? resultOf(action, answer);
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

/** Only a logout that was carried out takes the cookie away (I4). @returns Absent when all is well. */
function clearedAgainst(action: Action, { setCookies, data }: Answer): Result | undefined {
  const isCleared = setCookies.some((line) => /;\s*max-age=0\b/i.test(line));
  if (!isCleared || (action.kind === 'logout' && data?.logout !== undefined)) return undefined;
  return { kind: 'broken', why: `it takes the cookie away: ${setCookies.length} Set-Cookie` };
}

/** What is known of a request that got no answer. */
function failureOf(error: unknown): Result {
  const why = error instanceof Error ? error.message : String(error);
  const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  return { kind: isRefused ? 'refused' : 'unknown', why };
}
