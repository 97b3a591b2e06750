import { isIPv4 } from 'node:net';
import type { BrowserFinding } from './browser-finding.ts';
import type { Encounter } from './encounter.ts';
import { isLoopbackHost } from './loopback-host.ts';
import { publicSuffixOf } from './site.ts';

/** Whether the browser keeps the cookie at all, whatever the page: Secure and Domain (RFC 6265bis, 5.7). */
export function* attributeFindings(encounter: Encounter): Generator<BrowserFinding> {
  yield secureFinding(encounter);
  yield* domainFindings(encounter);
}

function secureFinding(encounter: Encounter): BrowserFinding {
  const { gateway, cookie } = encounter;
  const overHttps = gateway.protocol === 'https:';
  const topic = 'secure';
  if (cookie.secure && overHttps) {
    return { topic, level: 'ok', text: 'the cookie is Secure, and the gateway is over https' };
  }
  if (cookie.secure) return secureOverHttp(encounter);
  if (overHttps) {
    return {
      topic,
      level: 'note',
      text: 'the cookie is not Secure: browsers send it over http, too, if they are led there',
      wayOut: 'RINGGATE_COOKIE_SECURE=on',
    };
  }
  return { topic, level: 'ok', text: 'the cookie is not Secure, so it is kept over http' };
}

function secureOverHttp({ gateway, cookie }: Encounter): BrowserFinding {
  const wayOut =
    cookie.sameSite === 'None'
      ? 'reach the gateway over https: SameSite=None needs Secure'
      : 'reach the gateway over https, or RINGGATE_COOKIE_SECURE=off while developing';
  if (isLoopbackHost(gateway.hostname)) {
    return {
      topic: 'secure',
      level: 'note',
      text: 'Chrome and Firefox keep a Secure cookie that comes over http from this machine, Safari does not',
      wayOut,
    };
  }
  return {
    topic: 'secure',
    level: 'problem',
    text: `browsers drop the cookie: it is Secure and comes over http from ${gateway.host}`,
    wayOut,
  };
}

function* domainFindings({ gateway, cookie: { domain } }: Encounter): Generator<BrowserFinding> {
  if (domain === undefined) return;
  const host = gateway.hostname;
  const topic = 'domain';
  const wayOut = 'leave RINGGATE_COOKIE_DOMAIN unset, so that the cookie belongs to this host only';
  if (host !== domain && (isIPv4(host) || !host.endsWith(`.${domain}`))) {
    yield {
      topic,
      level: 'problem',
      text: `browsers drop the cookie: its Domain ${domain} is not ${host} and no domain above it`,
      wayOut,
    };
  } else if (host !== domain && publicSuffixOf(host) === domain) {
    yield {
      topic,
      level: 'problem',
      text: `browsers drop the cookie: its Domain ${domain} is a public suffix, which no site owns`,
      wayOut,
    };
  } else {
    yield { topic, level: 'ok', text: `${host} may set a cookie for the Domain ${domain}` };
  }
}
