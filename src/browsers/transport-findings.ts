import type { BrowserFinding } from './browser-finding.ts';
import type { Encounter } from './encounter.ts';
import { isLocalHost, isLoopbackHost } from './loopback-host.ts';

/** Whether the browser lets the page's requests out at all. */
export function* transportFindings(encounter: Encounter): Generator<BrowserFinding> {
  yield mixedContent(encounter);
  yield* localNetwork(encounter);
}

/** W3C Mixed Content: a page over https may not ask over http. */
function mixedContent({ page, gateway }: Encounter): BrowserFinding {
  if (page.protocol === 'http:' || gateway.protocol === 'https:') {
    const text =
      page.protocol === gateway.protocol
        ? `page and gateway are both over ${page.protocol.slice(0, -1)}`
        : 'a page over http may ask over https';
    return { topic: 'transport', level: 'ok', text };
  }
  if (isLoopbackHost(gateway.hostname)) {
    return {
      topic: 'transport',
      level: 'note',
      text: 'a page over https may ask this machine over http in Chrome and Firefox; Safari blocks it (mixed content)',
      wayOut: 'open the page over http while developing, or reach the gateway over https',
    };
  }
  return {
    topic: 'transport',
    level: 'problem',
    text: 'browsers block what a page over https asks over http (mixed content)',
    wayOut: 'end TLS at a proxy before the gateway, and use its https address',
  };
}

/** Local Network Access: since Chrome 142 the user is asked first. */
function* localNetwork({ page, gateway }: Encounter): Generator<BrowserFinding> {
  if (!isLocalHost(gateway.hostname) || isLocalHost(page.hostname)) return;
  yield {
    topic: 'network',
    level: 'note',
    text: `Chrome asks its user before a page from the internet may reach ${gateway.hostname}, and refuses such a page over http`,
    wayOut: 'use an address of the gateway that the internet reaches, or a page of this machine',
  };
}
