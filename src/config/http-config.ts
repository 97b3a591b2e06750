import type { Checked, Finding } from './finding.ts';
import type { HttpConfig } from './gateway-config.ts';
import type { OptionValues } from './option-table.ts';

/** What the transport accepts, and from whom. */
export function httpConfig(values: OptionValues, production: boolean): Checked<HttpConfig> {
  return {
    part: {
      allowedOrigins: values.allowedOrigins,
      trustProxy: values.trustProxy,
      maxBodyBytes: values.maxBodyBytes,
      requestTimeoutMs: values.requestTimeoutMs,
      drainTimeoutMs: values.drainTimeoutMs,
      maxConcurrentRequests: values.maxConcurrentRequests,
      maxEventLoopDelayMs: values.maxEventLoopDelayMs,
    },
    findings: [...(production ? plainOrigins(values) : []), ...everybodyTrusted(values)],
  };
}

function* plainOrigins({ allowedOrigins }: OptionValues): Generator<Finding> {
  for (const origin of allowedOrigins) {
    if (!origin.startsWith('http:')) continue;
    yield {
      level: 'warning',
      options: ['allowedOrigins'],
      text: `allows ${origin} in production: whoever is on the way may act as that site.`,
    };
  }
}

function* everybodyTrusted({ trustProxy }: OptionValues): Generator<Finding> {
  const network = trustProxy.find((item) => item.endsWith('/0'));
  if (network === undefined) return;
  yield {
    level: 'warning',
    options: ['trustProxy'],
    text: `is ${network}: every client may choose the address that its login attempts are counted under.`,
  };
}
