import { SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { SessionError } from '../session/session-error.ts';
import type {
  CreateOutcome,
  EndAuthority,
  EndOutcome,
  LoadOutcome,
  PeekOutcome,
  RotateOutcome,
  SessionDraft,
  SessionList,
  SessionProof,
  SessionRotation,
  SessionStore,
  SessionUpdate,
  UpdateOutcome,
} from '../session/session-store.ts';
import type { SessionParts } from '../session/session.ts';
import type { TraceScopes } from './trace-scopes.ts';

/** Makes a span of each step of a store, in requests that are traced. */
export class TracedSessionStore implements SessionStore {
  readonly #store: SessionStore;
  readonly #tracer: Tracer;
  readonly #scopes: TraceScopes;

  constructor(store: SessionStore, tracer: Tracer, scopes: TraceScopes) {
    this.#store = store;
    this.#tracer = tracer;
    this.#scopes = scopes;
  }

  create(draft: SessionDraft): Promise<CreateOutcome> {
    return this.#trace('session.create', () => this.#store.create(draft), stateOf);
  }

  load(proof: SessionProof, parts: SessionParts): Promise<LoadOutcome> {
    return this.#trace('session.load', () => this.#store.load(proof, parts), stateOf);
  }

  peek(proof: SessionProof, parts: SessionParts): Promise<PeekOutcome> {
    return this.#trace('session.peek', () => this.#store.peek(proof, parts), stateOf);
  }

  update(proof: SessionProof, update: SessionUpdate, parts: SessionParts): Promise<UpdateOutcome> {
    return this.#trace('session.update', () => this.#store.update(proof, update, parts), stateOf);
  }

  rotate(proof: SessionProof, rotation: SessionRotation): Promise<RotateOutcome> {
    return this.#trace('session.rotate', () => this.#store.rotate(proof, rotation), stateOf);
  }

  end(id: string, authority: EndAuthority): Promise<EndOutcome> {
    return this.#trace('session.end', () => this.#store.end(id, authority), stateOf);
  }

  list(userId: string, parts: SessionParts): Promise<SessionList> {
    return this.#trace('session.list', () => this.#store.list(userId, parts), wholenessOf);
  }

  async #trace<Outcome>(
    name: string,
    step: () => Promise<Outcome>,
    tell: (outcome: Outcome) => string,
  ): Promise<Outcome> {
    const scope = this.#scopes.getStore();
    if (scope === undefined) return step();
    const span = this.#tracer.startSpan(name, undefined, scope.context);
    try {
      const outcome = await this.#scopes.run({ context: trace.setSpan(scope.context, span) }, step);
      span.setAttribute('ringgate.outcome', tell(outcome));
      return outcome;
    } catch (error) {
      // Neither the message nor the stack: a code is all that a trace needs.
      span.setAttribute(ATTR_ERROR_TYPE, error instanceof SessionError ? error.code : '_OTHER');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }
}

function stateOf({ state }: { readonly state: string }): string {
  return state;
}

function wholenessOf({ unreachable }: SessionList): string {
  return unreachable.length === 0 ? 'whole' : 'partial';
}
