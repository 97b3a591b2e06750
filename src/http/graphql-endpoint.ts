import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ApolloServer, BaseContext, HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestFacts } from '../graphql/graphql-context.ts';
import type { CookieChange } from '../session/request-session.ts';
import { corsHeaders, type HeaderList } from './api-headers.ts';
import { apolloHeaders } from './apollo-headers.ts';
import type { HttpLog } from './http-log.ts';
import type { LoadShedder } from './load-shedder.ts';
import type { OriginPolicy } from './origin-policy.ts';
import { problemBody } from './problem.ts';
import type { RequestReader } from './request-reader.ts';
import type { RequestTracer } from './request-tracer.ts';
import { searchOf } from './search-of.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { BrowserWarnings } from './warnings/browser-warnings.ts';

/** What the endpoint executes with. */
export interface GraphqlEndpointOptions<TContext extends BaseContext> {
  readonly apollo: ApolloServer<TContext>;
  /** Opens the context of one request; without I/O, since every request waits for it. */
  readonly openContext: (facts: RequestFacts) => TContext | Promise<TContext>;
  /** What the answer does to the cookie, asked when all fields are done, also when some failed. */
  readonly cookieChange: (context: TContext) => CookieChange | undefined;
  readonly cachePolicy: CachePolicy;
}

/**
 * `never`: every answer is `no-store`, whatever a plugin says. `apollo`: as Apollo's cache-control plugin says, for a
 * schema that serves everybody alike.
 */
export type CachePolicy = 'never' | 'apollo';

/** What the endpoint shares with the server around it. */
export interface GraphqlEndpointSurroundings {
  readonly cookie: SessionCookie;
  readonly origins: OriginPolicy;
  readonly reader: RequestReader;
  readonly warnings: BrowserWarnings;
  readonly headers: HeaderList;
  readonly log: HttpLog;
  readonly shedder: LoadShedder;
  /** Whether connections are to end with their answers. */
  readonly isDraining: () => boolean;
  /** Told the status when a request failed that may not have become an operation. */
  readonly onRefused?: ((status: number) => void) | undefined;
  /** Absent where nothing is traced. */
  readonly tracer?: RequestTracer | undefined;
}

/**
 * Executes GraphQL over HTTP: the binding between Fastify and Apollo Server.
 *
 * It writes to the response itself, headers in one list, since that and what {@link apolloHeaders} leaves out make up
 * most of what a binding can save.
 */
export class GraphqlEndpoint<TContext extends BaseContext> {
  readonly #options: GraphqlEndpointOptions<TContext>;
  readonly #around: GraphqlEndpointSurroundings;
  readonly #headers: HeaderList;

  constructor(
    options: GraphqlEndpointOptions<TContext>,
    surroundings: GraphqlEndpointSurroundings,
  ) {
    this.#options = options;
    this.#around = surroundings;
    this.#headers =
      options.cachePolicy === 'never'
        ? ['cache-control', 'no-store', ...surroundings.headers]
        : surroundings.headers;
  }

  /** Answers one request; never throws. */
  readonly handle = (request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    const { tracer } = this.#around;
    if (tracer === undefined) {
      void this.#answerOrFail(request, reply.raw);
    } else {
      const { id, raw: incoming } = request;
      const response = reply.raw;
      void tracer.trace({ id, incoming, response }, () => this.#answerOrFail(request, response));
    }
  };

  /** The headers of a refusal before GraphQL, without which a page of an allowed origin could not read it. */
  readonly refusalHeaders = (request: FastifyRequest): HeaderList => {
    const isAllowed = this.#around.origins.judge(request) === 'allowed';
    return isAllowed
      ? [...this.#headers, ...corsHeaders(request.headers.origin ?? '')]
      : this.#headers;
  };

  #answerOrFail(request: FastifyRequest, response: ServerResponse): Promise<void> {
    return this.#answer(request, response).catch((error: unknown) => {
      this.#fail(request, response, error);
    });
  }

  async #answer(request: FastifyRequest, response: ServerResponse): Promise<void> {
    const facts = this.#around.reader.factsOf(request);
    let context: TContext | undefined;
    let answer: HTTPGraphQLResponse;
    this.#around.shedder.begin();
    try {
      answer = await this.#options.apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method,
          headers: apolloHeaders(request.method, request.headers),
          search: searchOf(request.url),
          body: request.body,
        },
        context: async () => (context = await this.#options.openContext(facts)),
      });
    } finally {
      // Not when the client has read the answer: one that reads slowly would take the place of others.
      this.#around.shedder.end();
    }
    const change = context === undefined ? undefined : this.#options.cookieChange(context);
    const headers = this.#headersOf(answer, facts, request);
    // A request that could not reach the store says nothing about the session, so it never clears the cookie.
    if (change !== undefined && !(change.kind === 'clear' && answer.status === 503)) {
      headers.push('set-cookie', this.#around.cookie.serialize(change));
      this.#around.warnings.cookieChanged(change, request, facts);
    }
    const status = answer.status ?? 200;
    if (answer.body.kind === 'complete') {
      headers.push('content-length', String(Buffer.byteLength(answer.body.string)));
      response.writeHead(status, headers);
      response.end(answer.body.string);
    } else {
      response.writeHead(status, headers);
      await pipeline(Readable.from(answer.body.asyncIterator), response);
    }
  }

  #headersOf(answer: HTTPGraphQLResponse, facts: RequestFacts, request: FastifyRequest): string[] {
    const headers = [...this.#headers];
    for (const [name, value] of answer.headers) {
      if (name === 'cache-control' && this.#options.cachePolicy === 'never') continue;
      headers.push(name, value);
    }
    if (facts.origin === 'allowed') headers.push(...corsHeaders(request.headers.origin ?? ''));
    if (tellsErrors(answer)) headers.push('x-request-id', facts.id);
    if (this.#around.isDraining()) headers.push('connection', 'close');
    return headers;
  }

  #fail(request: FastifyRequest, response: ServerResponse, error: unknown): void {
    // A client that goes away in the middle of an answer is no fault of the gateway.
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    this.#around.log.error({ requestId: request.id, err: error }, 'a request failed');
    this.#around.onRefused?.(500);
    const headers = [
      ...this.refusalHeaders(request),
      'content-type',
      'application/json; charset=utf-8',
    ];
    response.writeHead(500, [...headers, 'x-request-id', request.id, 'connection', 'close']);
    response.end(problemBody(500, 'the gateway failed'));
  }
}

/** Apollo puts `errors` first (GraphQL specification, 7.1), so the beginning of the body tells. */
function tellsErrors(answer: HTTPGraphQLResponse): boolean {
  if (answer.status !== undefined && answer.status >= 400) return true;
  return answer.body.kind === 'complete' && answer.body.string.startsWith('{"errors":');
}
