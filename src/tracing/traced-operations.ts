import type { GraphQLRequestContext } from '@apollo/server';
import { SpanStatusCode, trace, type Context, type Span, type Tracer } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { GraphQLContext } from '../graphql/graphql-context.ts';
import { hookDone, type OperationHooks } from '../graphql/operation-hooks.ts';
import { outcomeOf } from '../graphql/operation-outcome.ts';
import type { TraceScope, TraceScopes } from './trace-scopes.ts';

type TracedContext = Pick<GraphQLContext, 'request'>;

/** An operation that runs. */
interface Begun {
  readonly span: Span;
  /** Of the request. */
  readonly outer: Context;
}

/** Makes a span of each operation in a request that is traced. To be the first of the hooks, so that it has all others. */
export class TracedOperations implements OperationHooks<TracedContext> {
  readonly #tracer: Tracer;
  readonly #scopes: TraceScopes;
  readonly #names: ReadonlySet<string>;
  readonly #begun = new WeakMap<TraceScope, Begun>();

  /** @param names Operations that are named: clients choose names, so no other ever becomes part of a trace. */
  constructor(tracer: Tracer, scopes: TraceScopes, names: readonly string[]) {
    this.#tracer = tracer;
    this.#scopes = scopes;
    this.#names = new Set(names);
  }

  readonly didResolveOperation = (request: GraphQLRequestContext<TracedContext>): Promise<void> => {
    const scope = this.#scopes.getStore();
    if (scope !== undefined) {
      const { context: outer } = scope;
      const type = request.operation?.operation ?? 'unknown';
      const name = request.operationName ?? '';
      const isNamed = this.#names.has(name);
      const attributes = {
        'graphql.operation.type': type,
        ...(isNamed && { 'graphql.operation.name': name }),
      };
      const span = this.#tracer.startSpan(
        isNamed ? `${type} ${name}` : type,
        { attributes },
        outer,
      );
      this.#begun.set(scope, { span, outer });
      scope.context = trace.setSpan(outer, span);
    }
    return hookDone;
  };

  readonly willSendResponse = (request: GraphQLRequestContext<TracedContext>): Promise<void> => {
    const scope = this.#scopes.getStore();
    const begun = scope && this.#begun.get(scope);
    if (scope === undefined || begun === undefined) return hookDone;
    scope.context = begun.outer;
    const { span } = begun;
    const { body } = request.response;
    const outcome = body?.kind === 'single' ? outcomeOf(body.singleResult) : 'ok';
    span.setAttribute('ringgate.outcome', outcome);
    if (outcome === 'unavailable' || outcome === 'internal-error') {
      span.setAttribute(ATTR_ERROR_TYPE, outcome);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
    return hookDone;
  };
}
