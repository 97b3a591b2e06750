import { Counter, type Registry } from 'prom-client';
import type { EventSink, GatewayEvent } from '../session/gateway-event.ts';

const loginOutcomes = [
  'succeeded',
  'failed',
  'throttled',
  'busy',
  'too-many-sessions',
  'unavailable',
] as const;

/** Counts logins, logouts and rejected tokens. */
export class EventMetrics implements EventSink {
  readonly #logins: Counter<'outcome'>;
  readonly #ended: Counter<'by'>;
  readonly #rejected: Counter<'reason'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#logins = new Counter({
      name: 'ringgate_logins_total',
      help: 'Attempts to log in.',
      labelNames: ['outcome'],
      registers,
    });
    this.#ended = new Counter({
      name: 'ringgate_sessions_ended_total',
      help: 'Sessions that their users ended; those that expire are not counted.',
      labelNames: ['by'],
      registers,
    });
    this.#rejected = new Counter({
      name: 'ringgate_tokens_rejected_total',
      help: "Session tokens in cookies that are none of this gateway's.",
      labelNames: ['reason'],
      registers,
    });
    // So that the first one of each counts as an increase.
    for (const outcome of loginOutcomes) this.#logins.inc({ outcome }, 0);
    for (const by of ['logout', 'revoked', 'others']) this.#ended.inc({ by }, 0);
    for (const reason of ['malformed', 'forged']) this.#rejected.inc({ reason }, 0);
  }

  readonly record = (event: GatewayEvent): void => {
    switch (event.name) {
      case 'login.succeeded':
        this.#logins.inc({ outcome: 'succeeded' });
        break;
      case 'login.failed':
        this.#logins.inc({ outcome: 'failed' });
        break;
      case 'login.throttled':
        this.#logins.inc({ outcome: 'throttled' });
        break;
      case 'login.refused':
        this.#logins.inc({ outcome: event.reason });
        break;
      case 'logout':
        this.#ended.inc({ by: 'logout' });
        break;
      case 'session.revoked':
        this.#ended.inc({ by: 'revoked' });
        break;
      case 'session.others-ended':
        this.#ended.inc({ by: 'others' }, event.count);
        break;
      case 'token.rejected':
        this.#rejected.inc({ reason: event.reason });
        break;
      // Told by metrics of their own.
      case 'node.down':
      case 'node.up':
      case 'ring.changed':
        break;
    }
  };
}
