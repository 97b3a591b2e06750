import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

/** What this asks of a log: `pino` has it. */
export interface TraceLog {
  warn(fields: object, message: string): void;
}

const silenceMs = 60_000;

/** Hands spans to another exporter, and tells what was lost on the way, once a minute at most. */
export class ToldExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: TraceLog;
  readonly #now: () => number;
  #lost = 0;
  #toldAt = -silenceMs;

  /** @param now A clock that never goes back, in milliseconds. */
  constructor(exporter: SpanExporter, log: TraceLog, now: () => number) {
    this.#exporter = exporter;
    this.#log = log;
    this.#now = now;
  }

  export(spans: ReadableSpan[], onResult: Parameters<SpanExporter['export']>[1]): void {
    this.#exporter.export(spans, (result) => {
      if (result.error) this.#failed(spans.length, result.error);
      onResult(result);
    });
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown();
  }

  #failed(count: number, error: Error): void {
    this.#lost += count;
    const now = this.#now();
    if (now - this.#toldAt < silenceMs) return;
    this.#toldAt = now;
    const [spans, reason] = [this.#lost, reasonOf(error)];
    this.#lost = 0;
    this.#log.warn({ spans, reason }, 'the collector did not take spans of traces: they are lost');
  }
}

/** A code of Node, a status of HTTP, or a few words of the exporter: never what a collector answered. */
function reasonOf(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' || typeof code === 'number') return String(code);
  return error.message;
}
