import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { EventMetrics } from './event-metrics.ts';
import { NodeMetrics } from './node-metrics.ts';
import { OperationMetrics } from './operation-metrics.ts';
import { RefusalMetrics } from './refusal-metrics.ts';
import { type RingFigures, RingMetrics } from './ring-metrics.ts';

/** Metrics as a scrape gets them. */
export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/** A metric as data, as one process hands it to another: JSON of the metrics library's own making. */
export type MetricReport = object;

/** What a gateway is asked at each scrape. */
export interface GatewayFigures extends RingFigures {
  readonly hashesRunning: () => number;
  readonly hashesWaiting: () => number;
  readonly subscriptions: () => number;
  readonly connections: () => number;
  /** Requests shed since the start. */
  readonly shed: () => number;
}

/** All metrics of one gateway (docs/observability.md). Those of the process come along, so one gateway a process. */
export class GatewayMetrics {
  readonly operations: OperationMetrics;
  readonly nodes: NodeMetrics;
  readonly events: EventMetrics;
  readonly refusals: RefusalMetrics;
  readonly #registry = new Registry();

  /**
   * @param options.operations Names of operations that are told apart.
   * @param options.version Of this package.
   */
  constructor(options: { readonly operations: readonly string[]; readonly version: string }) {
    const registry = this.#registry;
    this.operations = new OperationMetrics(registry, options.operations);
    this.refusals = new RefusalMetrics(registry);
    this.events = new EventMetrics(registry);
    this.nodes = new NodeMetrics(registry);
    const info = new Gauge({
      name: 'ringgate_build_info',
      help: 'Always 1.',
      labelNames: ['version', 'node_version'],
      registers: [registry],
      aggregator: 'max',
    });
    info.set({ version: options.version, node_version: process.version }, 1);
    collectDefaultMetrics({ register: registry });
  }

  /** From now on a scrape tells of these, too. Once. */
  watch(figures: GatewayFigures): void {
    const { hashesRunning, hashesWaiting, subscriptions, connections } = figures;
    new RingMetrics(this.#registry, figures);
    this.#gauge('ringgate_http_connections', 'Connections of clients that are open.', connections);
    this.#gauge('ringgate_subscriptions', 'Subscriptions that are open.', subscriptions);
    this.#gauge(
      'ringgate_password_hashes_running',
      'Passwords that argon2id is at work on.',
      hashesRunning,
    );
    this.#gauge('ringgate_password_hashes_waiting', 'Passwords that wait for it.', hashesWaiting);
    const { shed } = figures;
    new Counter({
      name: 'ringgate_requests_shed_total',
      help: 'Requests that were refused because the gateway had more to do than it can.',
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(shed());
      },
    });
  }

  /** In Prometheus' text format. In well under a second, whatever the nodes do. */
  async text(): Promise<MetricsText> {
    const text = await this.#registry.metrics();
    return { contentType: this.#registry.contentType, text };
  }

  /** The same as data, for the process that tells of several. */
  data(): Promise<readonly MetricReport[]> {
    return this.#registry.getMetricsAsJSON();
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }
}
