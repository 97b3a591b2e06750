import { AggregatorRegistry, Gauge, Registry } from 'prom-client';
import type { NodeState } from '../session/ring-view.ts';
import { askWorker } from './ask-worker.ts';
import type { MetricReport, MetricsText } from './gateway-metrics.ts';
import type { ReportChannel, WorkerReport } from './worker-report.ts';

/** Under the second that a scrape may take. */
const answerTimeoutMs = 700;

/**
 * In the primary: what all workers tell, as one. A worker answers by {@link answerPrimary}.
 *
 * What a worker counted stays counted when it has ended or hangs: else the sums would fall, which Prometheus takes for a
 * restart of them all.
 */
export class WorkersReports {
  readonly #workers: () => Iterable<ReportChannel>;
  readonly #latest = new Map<ReportChannel, WorkerReport>();
  #ofTheGone: readonly MetricReport[] = [];
  #underWay: Promise<readonly (WorkerReport | undefined)[]> | undefined;
  #requests = 0;

  /** @param workers Those that run now. */
  constructor(workers: () => Iterable<ReportChannel>) {
    this.#workers = workers;
  }

  /**
   * Each counter and histogram summed up, each gauge as its meaning asks for. Waits 0.7 s at most for a worker that does
   * not answer, and goes by what it said last.
   */
  async text(): Promise<MetricsText> {
    const answers = await this.#answers();
    const answering = answers.filter((report) => report !== undefined).length;
    const all = AggregatorRegistry.aggregate([
      this.#ofTheGone,
      ...[...this.#latest.values()].map(({ metrics }) => metrics),
      await countOf(answering, answers.length - answering),
    ]);
    return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, text: await all.metrics() };
  }

  /** A node is UP that one of the workers can use. Empty when no worker answers within 0.7 s. */
  async nodeStates(): Promise<readonly NodeState[]> {
    const states = new Map<string, NodeState>();
    for (const report of await this.#answers()) {
      for (const node of report?.nodes ?? []) {
        if (states.get(node.id)?.status !== 'UP') states.set(node.id, node);
      }
    }
    return [...states.values()];
  }

  /**
   * Whoever asks while the workers are being asked waits for the same answers: two that went on at once could each take
   * the counts of another worker that is gone, and the later one would drop what the earlier one took.
   *
   * @returns For each worker what it answered in time.
   */
  #answers(): Promise<readonly (WorkerReport | undefined)[]> {
    return (this.#underWay ??= this.#gather().finally(() => {
      this.#underWay = undefined;
    }));
  }

  async #gather(): Promise<readonly (WorkerReport | undefined)[]> {
    const answers = await this.#ask();
    await this.#keepCountsOfGone();
    return answers;
  }

  #ask(): Promise<readonly (WorkerReport | undefined)[]> {
    return Promise.all(
      Array.from(this.#workers(), async (worker) => {
        const report = await askWorker(worker, (this.#requests += 1), answerTimeoutMs);
        if (report) this.#latest.set(worker, report);
        return report;
      }),
    );
  }

  async #keepCountsOfGone(): Promise<void> {
    const alive = new Set(this.#workers());
    const gone = [...this.#latest].filter(([worker]) => !alive.has(worker));
    if (gone.length === 0) return;
    for (const [worker] of gone) this.#latest.delete(worker);
    const counts = gone.map(([, { metrics }]) => metrics.filter(isCounted));
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
