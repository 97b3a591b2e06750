import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import {
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
} from '@opentelemetry/semantic-conventions';
import type { CommandOutcome, NodeObserver } from '../store/node-observer.ts';
import type { TraceScopes } from './trace-scopes.ts';

/** Makes a span of each command that is sent to a node in a request that is traced; what is sent besides has none. */
export class TracedCommands implements NodeObserver {
  readonly #tracer: Tracer;
  readonly #scopes: TraceScopes;

  constructor(tracer: Tracer, scopes: TraceScopes) {
    this.#tracer = tracer;
    this.#scopes = scopes;
  }

  readonly traceCommand = (
    nodeId: string,
    command: string,
  ): ((outcome: CommandOutcome) => void) => {
    const scope = this.#scopes.getStore();
    if (scope === undefined) return ignore;
    const attributes = {
      [ATTR_DB_SYSTEM_NAME]: 'redis',
      [ATTR_DB_OPERATION_NAME]: command,
      'ringgate.node.id': nodeId,
    };
    const options = { kind: SpanKind.CLIENT, attributes };
    const span = this.#tracer.startSpan(`redis ${command}`, options, scope.context);
    return (outcome) => {
      span.setAttribute('ringgate.outcome', outcome);
      // What is fenced or redirected goes on elsewhere: that is no error.
      if (outcome !== 'answered' && outcome !== 'fenced' && outcome !== 'redirected') {
        span.setAttribute(ATTR_ERROR_TYPE, outcome);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    };
  };

  statusChanged(): void {
    return;
  }
}

function ignore(): void {
  return;
}
