import { AggregatorRegistry, Gauge, Registry } from 'prom-client';
import type { MetricReport, MetricsText } from './gateway-metrics.ts';
import { isReportAnswer, type ReportChannel, type ReportRequest } from './worker-report.ts';

/** Under the second that a scrape may take. */
const answerTimeoutMs = 700;

/**
 * In the primary: the metrics of all workers as one, each counter and histogram summed up, each gauge as its meaning asks
 * for. A worker answers by {@link answerPrimary}.
 *
 * What a worker counted stays counted when it has died or hangs: else the sums would fall, which Prometheus takes for a
 * restart of them all.
 */
export class WorkersMetrics {
  readonly #workers: () => Iterable<ReportChannel>;
  readonly #latest = new Map<ReportChannel, readonly MetricReport[]>();
  #ofTheGone: readonly MetricReport[] = [];
  #requests = 0;

  /** @param workers Those that run now. */
  constructor(workers: () => Iterable<ReportChannel>) {
    this.#workers = workers;
  }

  /** Waits 0.7 s at most for a worker that does not answer, and goes by what it said last. */
  async text(): Promise<MetricsText> {
    const workers = [...this.#workers()];
    const answered = await Promise.all(workers.map((worker) => this.#ask(worker)));
    await this.#keepCountsOfGone(new Set(workers));
    const answering = answered.filter(Boolean).length;
    const all = AggregatorRegistry.aggregate([
      this.#ofTheGone,
      ...this.#latest.values(),
      await countOf(answering, workers.length - answering),
    ]);
    return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, text: await all.metrics() };
  }

  /** @returns Whether it answered in time. */
  #ask(worker: ReportChannel): Promise<boolean> {
    const request = (this.#requests += 1);
    return new Promise((resolve) => {
      const end = (answered: boolean): void => {
        clearTimeout(timer);
        worker.off('message', listener);
        resolve(answered);
      };
      const listener = (message: unknown): void => {
        if (!isReportAnswer(message) || message.request !== request) return;
        this.#latest.set(worker, message.metrics);
        end(true);
      };
      const timer = setTimeout(end, answerTimeoutMs, false);
      worker.on('message', listener);
      const question: ReportRequest = { ringgate: 'report?', request };
      worker.send(question, (error) => {
        // Its channel is closed: it has just ended.
        if (error) end(false);
      });
    });
  }

  async #keepCountsOfGone(alive: ReadonlySet<ReportChannel>): Promise<void> {
    const gone = [...this.#latest].filter(([worker]) => !alive.has(worker));
    if (gone.length === 0) return;
    for (const [worker] of gone) this.#latest.delete(worker);
    const counts = gone.map(([, metrics]) => metrics.filter(isCounted));
    const sum = AggregatorRegistry.aggregate([this.#ofTheGone, ...counts]);
    this.#ofTheGone = await sum.getMetricsAsJSON();
  }
}

/** Whether what a metric tells is still true when its process has ended. */
function isCounted(metric: MetricReport): boolean {
  return 'type' in metric && (metric.type === 'counter' || metric.type === 'histogram');
}

function countOf(answering: number, silent: number): Promise<MetricReport[]> {
  const registry = new Registry();
  const workers = new Gauge({
    name: 'ringgate_workers',
    help: 'Processes that serve the port together, by whether they told their figures in time.',
    labelNames: ['state'],
    registers: [registry],
  });
  workers.set({ state: 'answering' }, answering);
  workers.set({ state: 'silent' }, silent);
  return registry.getMetricsAsJSON();
}
