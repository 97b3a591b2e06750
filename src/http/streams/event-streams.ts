import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { GraphQLContext } from '../../graphql/graphql-context.ts';
import { corsHeaders, type HeaderList } from '../api-headers.ts';
import { problemBody } from '../problem.ts';
import { EventStream } from './event-stream.ts';
import { prefersEventStream } from './prefers-event-stream.ts';
import { foreignStream, type StreamSurroundings } from './stream-surroundings.ts';
import { readSubscription } from './subscription-request.ts';

const streamHeaders: HeaderList = [
  ...['content-type', 'text/event-stream; charset=utf-8'],
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
  readonly #open = new Set<EventStream>();
  #isClosed = false;

  constructor(surroundings: StreamSurroundings) {
    this.#around = surroundings;
  }

  /** Whether a request asks for a stream in place of one answer. */
  accepts({ headers }: FastifyRequest): boolean {
    return prefersEventStream(headers.accept);
  }

  /** Answers one request; never throws. */
  readonly handle = (request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    this.#answer(request, reply.raw).catch((error: unknown) => {
      this.#around.log.error({ requestId: request.id, err: error }, 'an event stream failed');
      reply.raw.destroy();
    });
  };

  /** Ends all streams without completing them, so that clients subscribe again, where they are served. */
  close(): void {
    this.#isClosed = true;
    for (const stream of this.#open) stream.end();
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
      const status = facts.origin === 'foreign' ? 403 : 400;
      this.#around.onRefused?.(status);
      refuse(status, [asked]);
      return;
    }
    const context = openContext(facts);
    const prepared = subscriptions.prepare(asked, context);
    if (!('schema' in prepared)) {
      refuse(400, prepared);
      return;
    }
    // Behind another answer of its connection it would not hear of the connection's end.
    if (response.socket === null) await once(response, 'socket');
    if (this.#isClosed) {
      this.#around.onRefused?.(503);
      const body = problemBody(503, 'the gateway is stopping');
      response.writeHead(503, [...headers, ...refusalHeaders, 'connection', 'close']).end(body);
      return;
    }
    response.writeHead(200, [...headers, ...streamHeaders]);
    await this.#tell(new EventStream(response), prepared, context);
  }

  async #tell(stream: EventStream, args: ExecutionArgs, context: GraphQLContext): Promise<void> {
    const { subscriptions } = this.#around;
    this.#open.add(stream);
    try {
      const results = resultsOf(await subscriptions.subscribe(args));
      const leave = (): void => void results.return?.();
      stream.left.addEventListener('abort', leave);
      if (stream.left.aborted) leave();
      for (let next = await results.next(); next.done !== true; next = await results.next()) {
        await stream.write('next', JSON.stringify(subscriptions.format(next.value, context)));
      }
      stream.complete();
    } catch (error) {
      // A client that goes away is no fault of the gateway.
      if (!stream.left.aborted) throw error;
    } finally {
      this.#open.delete(stream);
    }
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
