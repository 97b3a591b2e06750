import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '@opentelemetry/api';

/**
 * Where in a trace the code that runs now is. There is one in requests that are traced, and in nothing else.
 *
 * A request has one operation, and the hooks around that cannot run it within a scope of its own; so they change the
 * `context` of the request's.
 */
export interface TraceScope {
  context: Context;
}

/** The scope of what runs now, also after what it waits for. */
export type TraceScopes = AsyncLocalStorage<TraceScope>;
