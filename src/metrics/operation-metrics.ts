import type { GraphQLRequestContext } from '@apollo/server';
import type { Registry } from 'prom-client';
import type { GraphQLContext } from '../graphql/graphql-context.ts';
import { hookDone, type OperationHooks } from '../graphql/operation-hooks.ts';
import { type OperationOutcome, outcomeOf } from '../graphql/operation-outcome.ts';
import { TimedOutcomes } from './timed-outcomes.ts';

/** Of every operation whose name is not one of those that are told apart, also of one without a name. */
const otherName = 'other';

type MeasuredContext = Pick<GraphQLContext, 'request'>;

/** Counts and times GraphQL operations. */
export class OperationMetrics implements OperationHooks<MeasuredContext> {
  readonly #names: ReadonlySet<string>;
  readonly #work: TimedOutcomes;

  /** @param names Operations that are told apart; clients choose names, so no other ever becomes a label. */
  constructor(registry: Registry, names: readonly string[]) {
    this.#names = new Set(names);
    this.#work = new TimedOutcomes({
      registry,
      counter: {
        name: 'ringgate_operations_total',
        help: 'GraphQL operations that were answered, and subscriptions that began or were refused.',
      },
      durations: {
        name: 'ringgate_operation_duration_seconds',
        help: 'From reading a request to having made its answer: of queries and mutations that were executed.',
      },
      labelNames: ['operation', 'type'],
    });
  }

  /** To be the last of the hooks: the others may change the answer. */
  readonly willSendResponse = (request: GraphQLRequestContext<MeasuredContext>): Promise<void> => {
    const { body } = request.response;
    if (body?.kind === 'single') {
      const outcome = outcomeOf(body.singleResult);
      const wasExecuted = outcome === 'ok' || outcome === 'field-error';
      const { receivedAt } = request.contextValue.request;
      const elapsedMs =
        wasExecuted && receivedAt !== undefined ? performance.now() - receivedAt : undefined;
      this.#add(request.operationName, request.operation?.operation, outcome, elapsedMs);
    }
    return hookDone;
  };

  /** Counts a subscription that began, or did not. @param name As the client gave it. */
  readonly subscriptionAnswered = (
    name: string | null | undefined,
    outcome: OperationOutcome,
  ): void => {
    this.#add(name, 'subscription', outcome, undefined);
  };

  #add(
    name: string | null | undefined,
    type: string | undefined,
    outcome: OperationOutcome,
    elapsedMs: number | undefined,
  ): void {
    const label = typeof name === 'string' && this.#names.has(name) ? name : otherName;
    this.#work.add(label, type ?? 'unknown', outcome, elapsedMs);
  }
}
