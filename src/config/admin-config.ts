import type { Checked, Finding } from './finding.ts';
import type { AdminConfig } from './gateway-config.ts';
import type { OptionValues } from './option-table.ts';

const mostOperations = 100;

/** What operators and their tools may ask, and where. */
export function adminConfig(values: OptionValues): Checked<AdminConfig> {
  const { adminHost: host, adminPort: port, metricsOperations: operations } = values;
  return {
    part: { listen: port === 'off' ? undefined : { host, port }, operations },
    findings: operations.length > mostOperations ? [tooManyOperations(operations.length)] : [],
  };
}

function tooManyOperations(count: number): Finding {
  return {
    level: 'fault',
    options: ['metricsOperations'],
    text: `must name at most ${mostOperations} operations (found ${count}): each is a time series of its own`,
  };
}
