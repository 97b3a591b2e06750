import type { EventSink, GatewayEvent } from '../session/gateway-event.ts';
import { eventKinds } from './event-kinds.ts';
import { LineLimit } from './line-limit.ts';

/** What this asks of a log: `pino` has it. */
export interface EventLines {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/**
 * Writes each event as a line of the log: `event` is its name, and its other fields are the line's. Floods of those that
 * anybody can cause are bounded ({@link LineLimit}); then `suppressed` is how many more the line stands for.
 */
export class EventLog implements EventSink {
  readonly #lines: EventLines;
  readonly #limit = new LineLimit((event, suppressed) => {
    this.#write(event, suppressed);
  });

  constructor(lines: EventLines) {
    this.#lines = lines;
  }

  record(event: GatewayEvent): void {
    if (eventKinds[event.name].isLimited) this.#limit.take(event);
    else this.#write(event, 0);
  }

  /** Writes what waits for its turn. */
  close(): void {
    this.#limit.flush();
  }

  #write({ name, ...fields }: GatewayEvent, suppressed: number): void {
    const { level, message } = eventKinds[name];
    const line = { event: name, ...fields, ...(suppressed > 0 && { suppressed }) };
    this.#lines[level](line, message);
  }
}
