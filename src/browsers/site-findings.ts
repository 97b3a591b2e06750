import type { BrowserFinding } from './browser-finding.ts';
import type { Encounter } from './encounter.ts';
import { siteDifference } from './site-difference.ts';
import { siteOf, siteRelation } from './site.ts';

/** Whether the browser takes and sends the cookie with what this page asks (RFC 6265bis, 5.2 and 5.8.3). */
export function* siteFindings(encounter: Encounter): Generator<BrowserFinding> {
  const { page, gateway, cookie } = encounter;
  const topic = 'same-site';
  if (siteRelation(page, gateway) !== 'cross-site') {
    yield { topic, level: 'ok', text: `page and gateway are of one site, ${siteOf(gateway)}` };
    return;
  }
  const { reason, wayOut, onlyInChrome } = siteDifference(page, gateway);
  const twoSites = `page and gateway are of two sites (${reason})`;
  if (cookie.sameSite === 'None') {
    yield { topic, level: 'ok', text: `${twoSites}, and the cookie is SameSite=None` };
    yield thirdPartyFinding(encounter);
    return;
  }
  const drops = onlyInChrome
    ? 'Chrome neither keeps nor sends the cookie'
    : 'browsers neither keep nor send the cookie';
  const text = `${drops}: it is SameSite=${cookie.sameSite}, and ${twoSites}`;
  yield { topic, level: 'problem', text, wayOut };
}

/**
 * What becomes of a third-party cookie. With Partitioned: Chrome since 114, Firefox since 141, Safari since 26.2 (WebKit
 * had it in 18.4, and took it back in 18.5). Without: Safari blocks it since 13.1.
 */
function thirdPartyFinding({ page, cookie }: Encounter): BrowserFinding {
  const topic = 'third-party';
  if (cookie.partitioned) {
    const text = `the cookie is Partitioned: Chrome 114, Firefox 141, Safari 26.2 and later keep it, apart for pages of ${siteOf(page)}; older ones may block it`;
    return { topic, level: 'ok', text };
  }
  return {
    topic,
    level: 'note',
    text: 'Safari, Firefox in strict mode and Chrome in incognito windows block the cookie, as they do every third-party cookie that is not Partitioned',
    wayOut: 'RINGGATE_COOKIE_PARTITIONED=on, or serve both under one domain',
  };
}
