import { getDomain, getPublicSuffix } from 'tldts';

/** How a page and what it asks are related, as browsers see it. */
export type SiteRelation = 'same-origin' | 'same-site' | 'cross-site';

// A name under github.io or vercel.app is a site of its own, as one under com is.
// The URL parser has judged the host: a name is of a site also where DNS would not take it.
const options = { allowPrivateDomains: true, validateHostname: false };

/**
 * The site of an address (HTML Standard, "obtain a site"): scheme and registrable domain by the Public Suffix List; the
 * host itself for an address or a single name.
 *
 * @returns As in `https://example.org`; a port is no part of it.
 */
export function siteOf({ protocol, hostname }: URL): string {
  const domain = getDomain(hostname, options);
  if (domain === null) return `${protocol}//${hostname}`;
  // The list knows no dot at the end, with which it is another site (URL Standard, "registrable domain").
  return `${protocol}//${domain}${hostname.endsWith('.') ? '.' : ''}`;
}

/** Schemeful, as Chromium compares: http and https of one host are two sites. */
export function siteRelation(page: URL, asked: URL): SiteRelation {
  if (page.origin === asked.origin) return 'same-origin';
  return siteOf(page) === siteOf(asked) ? 'same-site' : 'cross-site';
}

/**
 * The public suffix that a host ends in or is, as in `co.uk` or `github.io`.
 *
 * @returns Absent for an address.
 */
export function publicSuffixOf(hostname: string): string | undefined {
  return getPublicSuffix(hostname, options) ?? undefined;
}
