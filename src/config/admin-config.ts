import type { Checked, Finding } from './finding.ts';
import type { AdminConfig, ListenConfig } from './gateway-config.ts';
import { isLoopback } from './loopback.ts';
import type { OptionValues } from './option-table.ts';
import { areOnePlace } from './same-place.ts';

const mostOperations = 100;

/** What operators and their tools may ask, and where. */
export function adminConfig(values: OptionValues): Checked<AdminConfig> {
  const { adminHost: host, adminPort: port, adminNames: names } = values;
  const { metricsOperations: operations } = values;
  const listen = port === 'off' ? undefined : { host, port, names: [host, ...names] };
  return {
    part: { listen, operations },
    findings: [
      ...(operations.length > mostOperations ? [tooManyOperations(operations.length)] : []),
      ...(listen === undefined ? [] : takenPort(values, listen)),
      ...(listen === undefined || isLoopback(host) ? [] : [reachable(host)]),
    ],
  };
}

function* takenPort({ host, port }: OptionValues, admin: ListenConfig): Generator<Finding> {
  if (port === 0 || port !== admin.port || !areOnePlace(host, admin.host)) return;
  yield {
    level: 'fault',
    options: ['adminPort', 'port', 'adminHost', 'host'],
    text: `must not be PORT where RINGGATE_ADMIN_HOST (${admin.host}) and HOST (${host}) are one place: one of the two could not listen; give one of them another port, or RINGGATE_ADMIN_PORT=off`,
  };
}

function reachable(host: string): Finding {
  return {
    level: 'warning',
    options: ['adminHost', 'adminPort'],
    text: `is ${host}, no loopback address: whoever reaches this machine may read the metrics; let only those through who should.`,
  };
}

function tooManyOperations(count: number): Finding {
  return {
    level: 'fault',
    options: ['metricsOperations'],
    text: `must name at most ${mostOperations} operations (found ${count}): each is a time series of its own`,
  };
}
