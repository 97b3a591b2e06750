import { createClient as createEventStreamClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { SessionAnswer } from './graphql-client.ts';
import { waitFor } from './wait-for.ts';

/** An event as `sessionEvents` tells it. */
export interface ToldEvent {
  readonly type: 'CURRENT' | 'CHANGED' | 'RENEWED' | 'ENDED';
  readonly at: string;
  readonly session: SessionAnswer | null;
}

/** One result of a subscription. */
interface Result {
  readonly data?: { readonly sessionEvents?: ToldEvent | null } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: unknown }[];
}

/** How a subscription ended. */
export type Ending =
  | { readonly kind: 'completed' }
  /** `code`: of the WebSocket's close, or the HTTP status. */
  | { readonly kind: 'closed'; readonly code: number }
  | { readonly kind: 'failed'; readonly text: string };

/** What a subscriber sends. */
export interface SubscriberOptions {
  readonly url: string;
  readonly query?: string;
  /** As a browser would set them: `cookie`, `origin` and others. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How results get to a subscriber. @returns What ends it. */
type Transport = (
  options: Required<SubscriberOptions>,
  sink: { next: (result: Result) => void; end: (ending: Ending) => void },
) => () => void;

export const eventsQuery =
  'subscription { sessionEvents { type at session { id values version user { username } } } }';

/** The ways to subscribe: the protocols' own clients, which never try again here. */
export const transports: readonly { readonly name: string; readonly connect: Transport }[] = [
  { name: 'graphql-ws', connect: overWebSocket },
  { name: 'Server-Sent Events', connect: overEventStream },
];

/** Somebody who listens to the events of a session. */
export class Subscriber {
  readonly events: ToldEvent[] = [];
  readonly errors: { readonly message: string; readonly code: string }[] = [];
  ending: Ending | undefined;
  readonly #leave: () => void;

  constructor(connect: Transport, { url, query = eventsQuery, headers = {} }: SubscriberOptions) {
    const next = ({ data, errors = [] }: Result): void => {
      if (data?.sessionEvents) this.events.push(data.sessionEvents);
      for (const { message, extensions } of errors) {
        const code = (extensions as { code?: string } | undefined)?.code ?? 'none';
        this.errors.push({ message, code });
      }
    };
    this.#leave = connect(
      { url, query, headers },
      {
        next,
        end: (ending) => {
          this.ending ??= ending;
        },
      },
    );
  }

  get types(): readonly string[] {
    return this.events.map(({ type }) => type);
  }

  /** Waits for the first event. @returns This. */
  async begun(): Promise<this> {
    await waitFor('the first event is there', () => this.events.length > 0 || this.isOver);
    if (this.events.length === 0) throw new Error(`No event: ${JSON.stringify(this.errors)}`);
    return this;
  }

  /** Waits for an event of a kind, or for so many of them. */
  async told(type: ToldEvent['type'], count = 1, timeoutMs?: number): Promise<ToldEvent> {
    const told = (): readonly ToldEvent[] => this.events.filter((event) => event.type === type);
    await waitFor(`${type} is told`, () => told().length >= count, timeoutMs);
    const event = told()[count - 1];
    if (event === undefined) throw new Error(`${type} was not told`);
    return event;
  }

  async ended(): Promise<Ending | undefined> {
    await waitFor('the subscription has ended', () => this.isOver);
    return this.ending;
  }

  close(): void {
    this.#leave();
  }

  private get isOver(): boolean {
    return this.ending !== undefined;
  }
}

/** By the protocol's own client, with the headers that a browser would send. */
export function overWebSocket(
  { url, query, headers }: Required<SubscriberOptions>,
  sink: Parameters<Transport>[1],
): () => void {
  class BrowserSocket extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers });
    }
  }
  const client = createWebSocketClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: BrowserSocket,
    retryAttempts: 0,
  });
  const leave = client.subscribe<Result['data']>(
    { query },
    {
      next: (result) => {
        sink.next(result as Result);
      },
      error: (fault) => {
        sink.end(endingOf(fault, sink));
      },
      complete: () => {
        sink.end({ kind: 'completed' });
      },
    },
  );
  return () => {
    leave();
    void client.dispose();
  };
}

function endingOf(fault: unknown, sink: Parameters<Transport>[1]): Ending {
  if (Array.isArray(fault)) {
    sink.next({ errors: fault as NonNullable<Result['errors']> });
    return { kind: 'failed', text: 'refused' };
  }
  const { code, message } = fault as { code?: number; message?: string };
  if (code !== undefined) return { kind: 'closed', code };
  const status = /\b(\d{3})\b/.exec(message ?? '')?.[1];
  if (status !== undefined) return { kind: 'closed', code: Number(status) };
  return { kind: 'failed', text: message ?? String(fault) };
}

function overEventStream(
  { url, query, headers }: Required<SubscriberOptions>,
  sink: Parameters<Transport>[1],
): () => void {
  const client = createEventStreamClient({ url, headers, retryAttempts: 0 });
  const leave = client.subscribe<Result['data']>(
    { query },
    {
      next: (result) => {
        sink.next(result as Result);
      },
      error: (fault) => {
        const { response } = fault as { response?: { status: number } };
        if (response) sink.end({ kind: 'closed', code: response.status });
        else sink.end(endingOf(fault, sink));
      },
      complete: () => {
        sink.end({ kind: 'completed' });
      },
    },
  );
  return () => {
    leave();
    client.dispose();
  };
}
