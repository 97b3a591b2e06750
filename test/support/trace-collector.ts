import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** A span as it came. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Absent for the first one of a trace. */
  readonly parentSpanId?: string;
  /** OpenTelemetry's numbers: 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2: an error. */
  readonly status: { readonly code: number };
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Payload {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'attributes'> & {
        readonly attributes: readonly Attribute[];
      })[];
    }[];
  }[];
}

/** `silent`: takes requests and answers none; `failing`: answers 500. */
type Behaviour = 'well' | 'silent' | 'failing';

/** A collector of OTLP over HTTP, with JSON. */
export class TraceCollector {
  readonly headers: IncomingHttpHeaders[] = [];
  readonly #server: Server;
  readonly #bodies: string[] = [];
  #asked = 0;

  private constructor(behaviour: Behaviour) {
    this.#server = createServer((request, response) => {
      let body = '';
      this.#asked += 1;
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        if (behaviour === 'silent') return;
        if (behaviour === 'well' && request.url === '/v1/traces') {
          this.#bodies.push(body);
          this.headers.push(request.headers);
        }
        response.writeHead(behaviour === 'failing' ? 500 : 200, {
          'content-type': 'application/json',
        });
        response.end(behaviour === 'failing' ? 'a secret of the collector' : '{}');
      });
    });
  }

  /** Listens on a port of its own. Whoever starts it stops it. */
  static async start(behaviour: Behaviour = 'well'): Promise<TraceCollector> {
    const collector = new TraceCollector(behaviour);
    collector.#server.listen(0, '127.0.0.1');
    await once(collector.#server, 'listening');
    return collector;
  }

  /** As `OTEL_EXPORTER_OTLP_ENDPOINT` takes it. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How often it was asked. */
  get asked(): number {
    return this.#asked;
  }

  /** All that it was sent. */
  get text(): string {
    return this.#bodies.join('\n');
  }

  get spans(): readonly ReceivedSpan[] {
    return this.#payloads.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) =>
          spans.map((span) => ({ ...span, attributes: record(span.attributes) })),
        ),
      ),
    );
  }

  /** What describes the process that the spans are from. */
  get resource(): Readonly<Record<string, unknown>> {
    return record(this.#payloads[0]?.resourceSpans[0]?.resource.attributes ?? []);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get #payloads(): readonly Payload[] {
    return this.#bodies.map((body) => JSON.parse(body) as Payload);
  }
}

function record(attributes: readonly Attribute[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** A span and what is below it, in the order that they began: as `[name, [below, …]]`, without those where that is empty. */
export type SpanTree = string | readonly [name: string, below: readonly SpanTree[]];

/** The tree of one trace below its first span. */
export function treeOf(spans: readonly ReceivedSpan[], top: ReceivedSpan): SpanTree {
  const below = spans
    .filter(({ parentSpanId, traceId }) => parentSpanId === top.spanId && traceId === top.traceId)
    .map((span) => treeOf(spans, span));
  return below.length === 0 ? top.name : [top.name, below];
}
