import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import type { TracingConfig } from '../config/gateway-config.ts';
import { ToldExporter, type TraceLog } from './told-exporter.ts';
import type { TraceScope } from './trace-scopes.ts';
import { TracedCommands } from './traced-commands.ts';
import { TracedOperations } from './traced-operations.ts';
import { TracedRequests } from './traced-requests.ts';
import { TracedSessionStore } from './traced-session-store.ts';
import type { Tracing } from './tracing.ts';
import { TrustedPeers } from './trusted-peers.ts';

/** Of one export with its repetitions; and of the last one, when the gateway stops. */
const exportTimeoutMs = 2_000;

const exportIntervalMs = 1_000;

/** Spans of one export, about 300 KB of JSON. */
const batchSize = 512;

/** Spans that wait for their export, some megabytes: what comes beyond, while a collector is slow or away, is lost. */
const queueSize = 4_096;

/** What tracing goes by. */
export interface TracingOptions extends TracingConfig {
  readonly version: string;
  /** Operations that are named in traces. */
  readonly operations: readonly string[];
  /** Addresses and networks of the proxies whose `traceparent` counts. */
  readonly trustedPeers: readonly string[];
  readonly log: TraceLog;
}

/** Starts tracing. Spans are sent in the background: no request waits for a collector, whether or not it answers. */
export function openTracing(options: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({
    url: options.url,
    headers: { ...options.headers },
    timeoutMillis: exportTimeoutMs,
  });
  const processor = new BatchSpanProcessor(
    new ToldExporter(exporter, options.log, () => performance.now()),
    {
      maxExportBatchSize: batchSize,
      maxQueueSize: queueSize,
      scheduledDelayMillis: exportIntervalMs,
      exportTimeoutMillis: exportTimeoutMs,
    },
  );
  const provider = new BasicTracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        [ATTR_SERVICE_NAME]: options.serviceName,
        [ATTR_SERVICE_VERSION]: options.version,
        [ATTR_SERVICE_INSTANCE_ID]: randomUUID(),
      }),
    ),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.samplingRatio) }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('ringgate', options.version);
  const scopes = new AsyncLocalStorage<TraceScope>();
  return {
    requests: new TracedRequests(tracer, scopes, new TrustedPeers(options.trustedPeers)),
    operations: new TracedOperations(tracer, scopes, options.operations),
    nodes: new TracedCommands(tracer, scopes),
    store: (store) => new TracedSessionStore(store, tracer, scopes),
    close: () => endWithin(exportTimeoutMs, provider.shutdown()),
  };
}

async function endWithin(timeoutMs: number, ended: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  // What was lost is told by the exporter.
  await Promise.race([ended.catch(() => undefined), tooLate]);
  clearTimeout(timer);
}
