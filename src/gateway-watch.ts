import type { Logger } from 'pino';
import { packageVersion } from './cli/package-version.ts';
import type { Closers } from './closers.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import { NodeEvents } from './event-log/node-events.ts';
import { openEventLog } from './event-log/open-event-log.ts';
import type { GatewayMetrics } from './metrics/gateway-metrics.ts';
import type { Placement } from './ring/placement.ts';
import { EventSinks } from './session/event-sinks.ts';
import type { EventSink } from './session/gateway-event.ts';
import type { CurrentRing } from './store/current-ring.ts';
import type { NodeObserver } from './store/node-observer.ts';
import { observedByAll } from './store/node-observers.ts';
import type { Tracing } from './tracing/tracing.ts';

/** What looks on while a gateway serves: the event log, and where they are asked for, metrics and traces. */
export interface GatewayWatch {
  readonly metrics: GatewayMetrics | undefined;
  readonly tracing: Tracing | undefined;
  readonly events: EventSink;
  /** Of the nodes' commands, for all of them together. */
  readonly nodes: NodeObserver;
  /** Follows a ring from now on. */
  follow(ring: CurrentRing): void;
}

/** Opens what the configuration asks for; the rest is not even loaded. */
export async function openGatewayWatch(
  config: GatewayConfig,
  log: Logger,
  closers: Closers,
): Promise<GatewayWatch> {
  const metrics = await openMetrics(config);
  const eventLog = openEventLog(log);
  closers.add(() => eventLog?.close());
  const events = new EventSinks([eventLog, metrics?.events].filter(isThere));
  const tracing = await openTracing(config, log);
  closers.add(() => tracing?.close());
  return {
    metrics,
    tracing,
    events,
    nodes: observedByAll([new NodeEvents(events), metrics?.nodes, tracing?.nodes].filter(isThere)),
    follow: (ring) => {
      metrics?.nodes.setMembers(memberIds(ring.placement));
      ring.onChange((placement) => {
        const { epoch, isMoving } = placement;
        metrics?.nodes.setMembers(memberIds(placement));
        events.record({ name: 'ring.changed', epoch, state: isMoving ? 'MOVING' : 'STABLE' });
      });
    },
  };
}

async function openMetrics({ admin }: GatewayConfig): Promise<GatewayMetrics | undefined> {
  if (admin.listen === undefined) return undefined;
  const { GatewayMetrics } = await import('./metrics/gateway-metrics.ts');
  return new GatewayMetrics({ operations: admin.operations, version: packageVersion() });
}

async function openTracing(config: GatewayConfig, log: Logger): Promise<Tracing | undefined> {
  if (config.tracing === undefined) return undefined;
  const tracing = await import('./tracing/open-tracing.ts');
  return tracing.openTracing({
    ...config.tracing,
    version: packageVersion(),
    operations: config.admin.operations,
    trustedPeers: config.http.trustProxy,
    log,
  });
}

function isThere<Part>(part: Part | undefined): part is Part {
  return part !== undefined;
}

function memberIds({ members }: Placement): readonly string[] {
  return members.map(({ id }) => id);
}
