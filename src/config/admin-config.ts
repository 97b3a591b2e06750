import type { Checked, Finding } from './finding.ts';
import type { AdminConfig } from './gateway-config.ts';
import { isLoopback } from './loopback.ts';
import type { OptionValues } from './option-table.ts';

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
      ...(listen === undefined || isLoopback(host) ? [] : [reachable(host)]),
    ],
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
