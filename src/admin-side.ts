import { ConfigError } from './config/config-error.ts';
import type { ListenConfig } from './config/gateway-config.ts';
import { optionTable } from './config/option-table.ts';
import { AdminServer } from './http/admin-server.ts';
import type { HttpLog } from './http/http-log.ts';
import type { MetricsText, MetricReport } from './metrics/gateway-metrics.ts';
import type { NodeState } from './session/ring-view.ts';

/** What operators may ask of a gateway. */
export interface AdminSources {
  /** Its metrics in Prometheus' text format. */
  readonly metricsText: () => Promise<MetricsText>;
  /** The same as data, for a process that tells of several gateways. */
  readonly metricsReport: () => Promise<readonly MetricReport[]>;
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
  listen: ListenConfig,
  log: HttpLog,
) => Promise<AdminSide>;

/** A listener in this process. @throws {ConfigError} When it cannot listen there. */
export const openAdminListener: OpenAdminSide = async (sources, listen, log) => {
  const { metricsText, nodeStates, isDraining } = sources;
  const server = new AdminServer({ metrics: metricsText, nodeStates, isDraining, log });
  try {
    const url = await server.listen(listen);
    return { url, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw listenFault(error, listen);
  }
};

const wayOut = '`0` takes any free port, `off` serves no metrics';

function listenFault(error: unknown, { host, port }: ListenConfig): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const { adminHost, adminPort } = optionTable;
  switch (code) {
    case 'EADDRINUSE':
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
