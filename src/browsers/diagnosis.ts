import { attributeFindings } from './attribute-findings.ts';
import type { BrowserFinding } from './browser-finding.ts';
import type { Encounter } from './encounter.ts';
import { credentialsFindings, originFindings } from './origin-findings.ts';
import { opaqueOrigin } from './page-origin.ts';
import { proxyFindings } from './proxy-findings.ts';
import { siteFindings } from './site-findings.ts';
import { transportFindings } from './transport-findings.ts';

/**
 * Says whether a browser keeps the cookie, sends it, and lets the page read the answers, as far as the configuration
 * tells. Asks nobody.
 *
 * @returns In the order in which a browser meets the obstacles.
 */
export function diagnose(encounter: Encounter): readonly BrowserFinding[] {
  return [
    ...transportFindings(encounter),
    ...originFindings(encounter),
    ...proxyFindings(encounter),
    ...attributeFindings(encounter),
    ...siteFindings(encounter),
    ...credentialsFindings(encounter),
  ];
}

/** What there is to say of a page without an origin of its own: nothing else matters then. */
export function diagnoseOpaqueOrigin(): readonly BrowserFinding[] {
  return [
    {
      topic: 'page',
      level: 'problem',
      text: `a page opened from a file or in a sandboxed frame has the origin ${opaqueOrigin}, which cannot be allowed: it cannot read answers, and its mutations are refused (403)`,
      wayOut: 'serve the page over http, as npx vite does, and name its address with --origin',
    },
  ];
}
