import { ConfigError } from './config/config-error.ts';
import type { AdminListenConfig, ListenConfig } from './config/gateway-config.ts';
import { optionTable } from './config/option-table.ts';
import { AdminServer } from './http/admin-server.ts';
import type { HttpLog } from './http/http-log.ts';
import { answerPrimary } from './metrics/answer-primary.ts';
import type { MetricsText, MetricReport } from './metrics/gateway-metrics.ts';
import type { ReportChannel } from './metrics/worker-report.ts';
import { WorkersReports } from './metrics/workers-reports.ts';
import type { NodeState } from './session/ring-view.ts';

/** What operators may ask of a gateway. */
export interface AdminSources {
  /** Its metrics in Prometheus' text format. */
  readonly metricsText: () => Promise<MetricsText>;
  /** The same as data, for a process that tells of several gateways. */
  readonly metricsData: () => Promise<readonly MetricReport[]>;
  readonly nodeStates: () => readonly NodeState[];
  readonly isDraining: () => boolean;
}

/** Where operators ask. */
export interface AdminSide {
  /** Where metrics are, as in `http://127.0.0.1:9464/metrics`; absent where another process serves them. */
  readonly url: string | undefined;
  close(): Promise<void>;
}

/** Has a gateway's operators answered; `listen` is where they ask. */
export type OpenAdminSide = (
  sources: AdminSources,
  listen: AdminListenConfig,
  log: HttpLog,
) => Promise<AdminSide>;

/** A listener in this process. @throws {ConfigError} When it cannot listen there. */
export const openAdminListener: OpenAdminSide = (sources, listen, log) => {
  const { metricsText: metrics, nodeStates, isDraining } = sources;
  const { names } = listen;
  return openListener(new AdminServer({ metrics, nodeStates, isDraining, names, log }), listen);
};

/** What a worker of several has in place of a listener: its primary asks it. */
export function answerAdminOf(primary: ReportChannel): OpenAdminSide {
  return ({ metricsData, nodeStates }) => {
    const stopAnswering = answerPrimary(primary, async () => {
      return { metrics: await metricsData(), nodes: nodeStates() };
    });
    const close = (): Promise<void> => {
      stopAnswering();
      return Promise.resolve();
    };
    return Promise.resolve({ url: undefined, close });
  };
}

/** What the listener of a primary needs. */
export interface WorkersAdminOptions {
  /** Those that run now. */
  readonly workers: () => Iterable<ReportChannel>;
  readonly isDraining: () => boolean;
  readonly listen: AdminListenConfig;
  readonly log: HttpLog;
}

/** The listener of a primary, which tells of all its workers. @throws {ConfigError} When it cannot listen there. */
export function openWorkersAdmin(options: WorkersAdminOptions): Promise<AdminSide> {
  const { workers, isDraining, listen, log } = options;
  const reports = new WorkersReports(workers);
  const server = new AdminServer({
    metrics: () => reports.text(),
    nodeStates: () => reports.nodeStates(),
    isDraining,
    names: listen.names,
    log,
  });
  return openListener(server, listen);
}

async function openListener(server: AdminServer, listen: ListenConfig): Promise<AdminSide> {
  try {
    const url = await server.listen(listen);
    return { url, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw listenFault(error, listen);
  }
}

const wayOut = '0 takes any free port, off serves no metrics';

function listenFault(error: unknown, { host, port }: ListenConfig): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error && error.code;
  const { adminHost, adminPort } = optionTable;
  switch (code) {
    case 'EADDRINUSE': {
      const rule = `must be a port of its own: something listens on it at ${host} (${code}), maybe another gateway; ${wayOut}`;
      return new ConfigError([{ place: adminPort.variable, rule, value: String(port) }]);
    }
    case 'EACCES': {
      const rule = `must be a port that this process may open at ${host} (${code}); ${wayOut}`;
      return new ConfigError([{ place: adminPort.variable, rule, value: String(port) }]);
    }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': {
      const rule = `must be a name or address of this machine (${code}); RINGGATE_ADMIN_PORT=off serves no metrics`;
      return new ConfigError([{ place: adminHost.variable, rule, value: host }]);
    }
    default:
      return error;
  }
}
