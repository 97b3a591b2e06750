import type { GraphQLContext } from '../graphql/graphql-context.ts';
import type { OperationHooks } from '../graphql/operation-hooks.ts';
import type { RequestTracer } from '../http/request-tracer.ts';
import type { SessionStore } from '../session/session-store.ts';
import type { NodeObserver } from '../store/node-observer.ts';

/** What makes the spans of a trace, each in its layer: HTTP, operation, store, node. */
export interface Tracing {
  readonly requests: RequestTracer;
  /** To be the first of the hooks. */
  readonly operations: OperationHooks<GraphQLContext>;
  readonly nodes: NodeObserver;
  /** The same store, traced. */
  store(store: SessionStore): SessionStore;
  /** Sends what is left, within two seconds. Never rejects. */
  close(): Promise<void>;
}
