import type { TracingConfig } from './gateway-config.ts';
import type { OptionValues } from './option-table.ts';

/** What is traced, and where traces go. @returns Absent where no collector is named: then nothing is traced. */
export function tracingConfig(values: OptionValues): TracingConfig | undefined {
  const { tracingEndpoint: endpoint, tracingHeaders: headers } = values;
  if (endpoint === undefined) return undefined;
  const { tracingServiceName: serviceName, tracingSamplingRatio: samplingRatio } = values;
  return {
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: Object.fromEntries(headers),
    serviceName,
    samplingRatio,
  };
}
