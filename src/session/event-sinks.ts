import type { EventSink, GatewayEvent } from './gateway-event.ts';

/** Several sinks as one: each event goes to all of them, in their order. */
export class EventSinks implements EventSink {
  readonly #sinks: readonly EventSink[];

  constructor(sinks: readonly EventSink[]) {
    this.#sinks = sinks;
  }

  record(event: GatewayEvent): void {
    for (const sink of this.#sinks) sink.record(event);
  }
}
