import type { BrowserFinding } from './browser-finding.ts';
import type { Encounter } from './encounter.ts';

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http:', 80],
  ['https:', 443],
]);

/** What a proxy before the gateway must be trusted with. The gateway itself speaks plain http on its own port. */
export function* proxyFindings(encounter: Encounter): Generator<BrowserFinding> {
  if (!isBehindProxy(encounter)) return;
  const {
    http: { trustProxy },
    listen: { port },
  } = encounter;
  const topic = 'proxy';
  if (trustProxy.length > 0) {
    const text = `X-Forwarded-* counts from ${trustProxy.join(', ')}`;
    yield { topic, level: 'ok', text };
  } else {
    yield {
      topic,
      level: 'note',
      text: `the gateway itself listens on plain http, port ${port}, so this is a proxy's address, and RINGGATE_TRUST_PROXY is not set: all clients count as one address (limits of logins and new sessions), and the own origin is known only if the proxy passes Host on as it came`,
      wayOut: 'RINGGATE_TRUST_PROXY=<address or network of the proxy>',
    };
  }
}

function isBehindProxy({ gateway, listen }: Encounter): boolean {
  if (gateway.protocol === 'https:') return true;
  const port = gateway.port === '' ? defaultPorts.get(gateway.protocol) : Number(gateway.port);
  return listen.port !== 0 && port !== listen.port;
}
