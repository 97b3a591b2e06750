import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Proxies and browsers are to see that the stream lives; as often as graphql-ws pings. */
const heartbeatIntervalMs = 12_000;
const heartbeat = ':\n\n';

/** One stream of Server-Sent Events: written as fast as its client reads, and no faster. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #left = new AbortController();

  /** @param response Its headers were written, and no other answer of its connection is before it. */
  constructor(response: ServerResponse) {
    this.#response = response;
    const beats = setInterval(() => {
      if (this.#isWritable && !response.writableNeedDrain) response.write(heartbeat);
    }, heartbeatIntervalMs);
    const leave = (): void => {
      clearInterval(beats);
      this.#left.abort();
    };
    response.once('close', leave);
    if (response.destroyed) leave();
    // Its client went away, which it is told by `close`.
    response.on('error', () => undefined);
    // At once, also where nothing is to be told for long: some browsers wait for the first byte.
    response.write(heartbeat);
  }

  /** Aborted once its client has left, or it has ended. */
  get left(): AbortSignal {
    return this.#left.signal;
  }

  /**
   * Writes one event; nothing once it has ended.
   *
   * @returns When the client has room for more.
   * @throws {Error} When it leaves meanwhile.
   */
  async write(event: string, data: string): Promise<void> {
    if (!this.#isWritable) return;
    const hasRoom = this.#response.write(textOf(event, data));
    if (!hasRoom) await once(this.#response, 'drain', { signal: this.#left.signal });
  }

  /** Writes the last event, and ends it. */
  complete(): void {
    if (this.#isWritable) this.#response.end(textOf('complete', 'null'));
  }

  /** Ends it without completing it, so that its client subscribes again. */
  end(): void {
    this.#response.end();
  }

  get #isWritable(): boolean {
    return !this.#response.writableEnded && !this.#left.signal.aborted;
  }
}

/** @param data One line. */
function textOf(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}
