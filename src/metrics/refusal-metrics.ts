import type { BaseContext } from '@apollo/server';
import { Counter, type Registry } from 'prom-client';
import type { OperationHooks } from '../graphql/operation-hooks.ts';

/** Those that the gateway answers with by itself. */
const knownStatuses: ReadonlySet<number> = new Set([400, 403, 404, 405, 413, 415, 500, 503]);

/** Counts requests that never became an operation. */
export class RefusalMetrics implements OperationHooks<BaseContext> {
  readonly #refusals: Counter<'status'>;

  constructor(registry: Registry) {
    this.#refusals = new Counter({
      name: 'ringgate_http_refusals_total',
      help: 'Requests that never became an operation, by the status of their answer.',
      labelNames: ['status'],
      registers: [registry],
    });
    for (const status of knownStatuses) this.#refusals.inc({ status }, 0);
  }

  readonly count = (status: number): void => {
    this.#refusals.inc({ status: knownStatuses.has(status) ? status : 'other' });
  };

  /** Of what names no operation Apollo Server tells by this hook alone. */
  readonly invalidRequestWasReceived = (): Promise<void> => {
    this.count(400);
    return Promise.resolve();
  };
}
