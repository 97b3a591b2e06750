import { isLoopbackHost } from './loopback-host.ts';
import { publicSuffixOf, siteOf } from './site.ts';

/** Why a page and the gateway are of two sites, in words, and what makes them one. */
export interface SiteDifference {
  readonly reason: string;
  readonly wayOut: string;
  /** Firefox and Safari take them for one site. */
  readonly onlyInChrome: boolean;
}

const serverPasses = "let the page's server pass /graphql on";
const allowCrossSite =
  'RINGGATE_COOKIE_SAMESITE=None with RINGGATE_COOKIE_SECURE=on and RINGGATE_COOKIE_PARTITIONED=on, over https';

/** @param gateway Of another site than the page. */
export function siteDifference(page: URL, gateway: URL): SiteDifference {
  const [pageSite, gatewaySite] = [siteOf(page), siteOf(gateway)];
  const sites = `${pageSite} and ${gatewaySite}`;
  if (hostOf(pageSite) === hostOf(gatewaySite)) {
    const reason = `${sites} differ in the scheme, which Chrome counts`;
    return { reason, wayOut: 'use https for both', onlyInChrome: true };
  }
  if (isLoopbackHost(page.hostname) && isLoopbackHost(gateway.hostname)) {
    const sameName = new URL(gateway);
    sameName.hostname = page.hostname;
    return {
      reason: `${sites} are two names, though of one machine`,
      wayOut: `use one name for both, as in ${sameName.href}, or ${serverPasses}`,
      onlyInChrome: false,
    };
  }
  const suffix = publicSuffixOf(page.hostname);
  const sharesSuffix =
    suffix?.includes('.') === true && suffix === publicSuffixOf(gateway.hostname);
  return {
    reason: sharesSuffix ? `each name under ${suffix} is a site of its own` : sites,
    wayOut: `serve both under one domain, or ${serverPasses}, or ${allowCrossSite}`,
    onlyInChrome: false,
  };
}

function hostOf(site: string): string {
  return site.slice(site.indexOf('://') + 3);
}
