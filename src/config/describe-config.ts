import { stringify } from 'yaml';
import type { GatewayConfig } from './gateway-config.ts';
import { maskedUrl } from './masked-url.ts';

/** The configuration as YAML, keys and passwords masked, so that it may be shown and compared. */
export function describeConfig({ warnings, ...config }: GatewayConfig): string {
  const shown = {
    ...config,
    tracing: config.tracing && {
      ...config.tracing,
      headers: maskedHeaders(config.tracing.headers),
    },
    nodes: config.nodes.map((node) => ({
      ...node,
      url: node.url === undefined ? undefined : maskedUrl(node.url),
    })),
    ring: {
      ...config.ring,
      credentials: {
        ...config.ring.credentials,
        password: config.ring.credentials.password === undefined ? undefined : '***',
      },
    },
    cookie: {
      ...config.cookie,
      keys: config.cookie.keys.map((key) => `*** (${Buffer.byteLength(key)} bytes)`),
    },
  };
  const notes = warnings.map((warning) => `# Warning: ${warning}\n`).join('');
  return `${notes}${stringify(shown, { aliasDuplicateObjects: false, lineWidth: 0 })}`;
}

function maskedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(headers).map((name) => [name, '***']));
}
