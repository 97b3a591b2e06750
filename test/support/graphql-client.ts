import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { CookieJar } from './cookie-jar.ts';

/** A session as the queries of these tests select it. */
export interface SessionAnswer {
  readonly id?: string;
  readonly user?: { readonly id: string; readonly username: string } | null;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly value?: unknown;
  readonly version?: number;
  readonly createdAt?: string;
  readonly lastSeenAt?: string;
  readonly expiresAt?: string;
  readonly current?: boolean;
}

/** What the fields of these tests' operations answer, by the names of the schema. */
export interface AnswerData {
  readonly session?: SessionAnswer | null;
  readonly sessions?: readonly SessionAnswer[];
  readonly ring?: {
    readonly epoch?: number;
    readonly nodes?: readonly { readonly id: string; readonly sessions: number | null }[];
    readonly owner?: { readonly id: string };
  };
  readonly login?: {
    readonly __typename: 'LoginSuccess' | 'InvalidCredentials' | 'LoginThrottled';
    readonly session?: SessionAnswer;
    readonly message?: string;
    readonly retryAfterSeconds?: number;
  };
  readonly logout?: boolean;
  readonly setSessionValue?: SessionAnswer;
  readonly setSessionValues?: SessionAnswer;
  readonly deleteSessionValue?: SessionAnswer;
  readonly incrementSessionValue?: SessionAnswer;
  readonly revokeSession?: boolean;
  readonly revokeOtherSessions?: number;
}

/** An answer, as a page's script and the browser around it get it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly setCookies: readonly string[];
  /** The body as it came. */
  readonly text: string;
  readonly data: AnswerData | null | undefined;
  /** `extensions.code` of each error. */
  readonly codes: readonly string[];
  readonly messages: readonly string[];
  readonly elapsedMs: number;
}

/** What a request may carry beside its document. */
export interface AskOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Longer than any answer takes on a machine that is busy with other tests. */
const answerTimeoutMs = 15_000;

/** A browser with one page open: a cookie jar, connections that stay, and GraphQL by POST. */
export class Browser {
  readonly jar = new CookieJar();
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent = new Agent({ keepAlive: true });

  /** @param headers Go with every request. */
  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  /** Asks with the cookies as they are now, and takes what the answer does to them. */
  async ask(query: string, options: AskOptions = {}): Promise<Answer> {
    const answer = await this.send(query, options);
    this.jar.take(answer.setCookies);
    return answer;
  }

  /** Asks with the cookies as they are now; the answer does nothing to them until the test says so. */
  send(query: string, options: AskOptions = {}): Promise<Answer> {
    const { variables, operationName, headers } = options;
    return this.post(JSON.stringify({ query, variables, operationName }), headers);
  }

  /** Posts a body as it is. */
  post(body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const cookie = this.jar.header();
    const all = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      ...(cookie === '' ? {} : { cookie }),
      ...this.#headers,
      ...headers,
    };
    return this.#exchange('POST', this.#url, all, body);
  }

  /** Asks by GET, as a link or an image on any page can. @param search As in `query={session{id}}`, encoded. */
  get(search: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const cookie = this.jar.header();
    const all = { ...(cookie === '' ? {} : { cookie }), ...this.#headers, ...headers };
    return this.#exchange('GET', `${this.#url}?${search}`, all, '');
  }

  /** Another browser that holds the same cookies, as after a theft or in a second tab. */
  twin(): Browser {
    const twin = new Browser(this.#url, this.#headers);
    twin.jar.copy(this.jar);
    return twin;
  }

  /** Closes its connections. */
  close(): void {
    this.#agent.destroy();
  }

  #exchange(
    method: string,
    url: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Answer> {
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { method, headers, agent: this.#agent }, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => (text += chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { statusCode: status = 0, headers: received } = incoming;
          const elapsedMs = performance.now() - startedAt;
          const setCookies = received['set-cookie'] ?? [];
          resolve({ status, headers: received, setCookies, text, elapsedMs, ...parsed(text) });
        });
      });
      outgoing.setTimeout(answerTimeoutMs, () => {
        outgoing.destroy(new Error(`no answer within ${answerTimeoutMs} ms`));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

function parsed(text: string): Pick<Answer, 'data' | 'codes' | 'messages'> {
  const body = JSON.parse(text) as {
    data?: AnswerData | null;
    errors?: readonly { message: string; extensions?: { code?: string } }[];
  };
  const errors = body.errors ?? [];
  return {
    data: body.data,
    codes: errors.map(({ extensions }) => extensions?.code ?? 'none'),
    messages: errors.map(({ message }) => message),
  };
}
