import type { IncomingMessage, ServerResponse } from 'node:http';

/** Traces requests of GraphQL. */
export interface RequestTracer {
  /**
   * Runs what answers a request, within a span of its own where the request is traced.
   *
   * @param answer Settles when the answer was made. Never rejects.
   */
  trace(request: TracedRequest, answer: () => Promise<void>): Promise<void>;
}

/** A request with its answer. */
export interface TracedRequest {
  /** Names the request in logs and answers. */
  readonly id: string;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}
