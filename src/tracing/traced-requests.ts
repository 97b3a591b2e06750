import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Tracer,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
} from '@opentelemetry/semantic-conventions';
import type { IncomingMessage } from 'node:http';
import type { RequestTracer, TracedRequest } from '../http/request-tracer.ts';
import { traceParent } from './trace-parent.ts';
import type { TraceScopes } from './trace-scopes.ts';
import type { TrustedPeers } from './trusted-peers.ts';

const route = '/graphql';

/** Makes a span of each request that is traced, and the scope for all below it. */
export class TracedRequests implements RequestTracer {
  readonly #tracer: Tracer;
  readonly #scopes: TraceScopes;
  readonly #peers: TrustedPeers;

  /** @param peers Whose `traceparent` counts: anybody else's could have every request of theirs traced. */
  constructor(tracer: Tracer, scopes: TraceScopes, peers: TrustedPeers) {
    this.#tracer = tracer;
    this.#scopes = scopes;
    this.#peers = peers;
  }

  async trace(request: TracedRequest, answer: () => Promise<void>): Promise<void> {
    const { id, incoming, response } = request;
    const method = incoming.method === 'GET' ? 'GET' : 'POST';
    const parent = this.#parentOf(incoming);
    const attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_HTTP_ROUTE]: route,
      'ringgate.request.id': id,
    };
    const span = this.#tracer.startSpan(
      `${method} ${route}`,
      { kind: SpanKind.SERVER, attributes },
      parent,
    );
    if (!span.isRecording()) return answer();
    try {
      await this.#scopes.run({ context: trace.setSpan(parent, span) }, answer);
    } finally {
      const { statusCode } = response;
      span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, statusCode);
      if (statusCode >= 500) {
        span.setAttribute(ATTR_ERROR_TYPE, String(statusCode));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    }
  }

  #parentOf({ headers, socket }: IncomingMessage): Context {
    if (headers['traceparent'] === undefined || !this.#peers.has(socket.remoteAddress)) {
      return ROOT_CONTEXT;
    }
    const parent = traceParent(headers);
    return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  }
}
