import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { GraphQLContext } from '../../graphql/graphql-context.ts';
import { corsHeaders, type HeaderList } from '../api-headers.ts';
import { foreignStream, type StreamSurroundings } from './stream-surroundings.ts';
import { readSubscription } from './subscription-request.ts';

const eventStream = 'text/event-stream';

/** Proxies and browsers are to see that the stream lives; as often as graphql-ws pings. */
const heartbeatIntervalMs = 12_000;
const heartbeat = ':\n\n';

const streamHeaders: HeaderList = [
  ...['content-type', `${eventStream}; charset=utf-8`],
  ...['cache-control', 'no-store, no-transform'],
  // nginx would gather the events.
  ...['x-accel-buffering', 'no'],
];

const refusalHeaders: HeaderList = [
  ...['content-type', 'application/json; charset=utf-8'],
  ...['cache-control', 'no-store'],
];

/**
 * Subscriptions over Server-Sent Events, one stream each: the "distinct connections mode" of the GraphQL over SSE
 * protocol (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md).
 *
 * Not by the protocol's own server library: that keeps every event that a slow client has not read.
 */
export class EventStreams {
  readonly #around: StreamSurroundings;
  readonly #open = new Set<ServerResponse>();

  constructor(surroundings: StreamSurroundings) {
    this.#around = surroundings;
  }

  /** Whether a request asks for a stream in place of one answer. */
  accepts({ headers }: FastifyRequest): boolean {
    return headers.accept?.includes(eventStream) === true;
  }

  /** Answers one request; never throws. */
  readonly handle = (request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    this.#answer(request, reply.raw).catch((error: unknown) => {
      // A client that goes away is no fault of the gateway.
      if (reply.raw.destroyed || reply.raw.writableEnded) return;
      this.#around.log.error({ requestId: request.id, err: error }, 'an event stream failed');
      reply.raw.destroy();
    });
  };

  /** Ends all streams without completing them, so that clients subscribe again, where they are served. */
  close(): void {
    for (const response of this.#open) response.end();
  }

  async #answer(request: FastifyRequest, response: ServerResponse): Promise<void> {
    const { subscriptions, reader, openContext } = this.#around;
    const facts = reader.factsOf(request);
    const headers = [
      ...this.#around.headers,
      ...(facts.origin === 'allowed' ? corsHeaders(request.headers.origin ?? '') : []),
      ...['x-request-id', request.id],
    ];
    const refuse = (status: number, errors: readonly GraphQLError[]): void => {
      const body = JSON.stringify({ errors: subscriptions.formatErrors(errors, request.id) });
      response.writeHead(status, [...headers, ...refusalHeaders]).end(body);
    };
    const asked = facts.origin === 'foreign' ? foreignStream() : readSubscription(request);
    if (asked instanceof GraphQLError) {
      refuse(facts.origin === 'foreign' ? 403 : 400, [asked]);
      return;
    }
    const context = openContext(facts);
    const prepared = subscriptions.prepare(asked, context);
    if ('schema' in prepared) {
      response.writeHead(200, [...headers, ...streamHeaders]);
      await this.#stream(response, prepared, context);
    } else {
      refuse(400, prepared);
    }
  }

  async #stream(
    response: ServerResponse,
    args: ExecutionArgs,
    context: GraphQLContext,
  ): Promise<void> {
    this.#open.add(response);
    const results = resultsOf(await this.#around.subscriptions.subscribe(args));
    // Destroying what reads an iterator waits for its next result; this ends it at once.
    const leave = (): void => void results.return?.();
    response.once('close', leave);
    if (response.destroyed || response.writableEnded) leave();
    const beats = setInterval(() => {
      if (!response.writableNeedDrain) response.write(heartbeat);
    }, heartbeatIntervalMs);
    try {
      await pipeline(Readable.from(this.#eventsOf(results, context)), response);
    } finally {
      clearInterval(beats);
      this.#open.delete(response);
    }
  }

  async *#eventsOf(
    results: AsyncIterator<ExecutionResult>,
    context: GraphQLContext,
  ): AsyncGenerator<string, void> {
    // At once, also where nothing is to be told for long: some browsers wait for the first byte.
    yield heartbeat;
    for (let next = await results.next(); next.done !== true; next = await results.next()) {
      const data = JSON.stringify(this.#around.subscriptions.format(next.value, context));
      yield `event: next\ndata: ${data}\n\n`;
    }
    yield 'event: complete\ndata: null\n\n';
  }
}

/** A subscription that could not begin has one result, which says why. */
function resultsOf(
  source: AsyncIterable<ExecutionResult> | ExecutionResult,
): AsyncIterator<ExecutionResult> {
  return (Symbol.asyncIterator in source ? source : only(source))[Symbol.asyncIterator]();
}

async function* only(result: ExecutionResult): AsyncGenerator<ExecutionResult, void> {
  yield await Promise.resolve(result);
}
