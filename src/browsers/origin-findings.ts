import type { BrowserFinding } from './browser-finding.ts';
import type { Encounter } from './encounter.ts';
import { siteRelation } from './site.ts';

/** Whether the page may read answers and change anything (Fetch Standard, CORS; the gateway's own check of Origin). */
export function* originFindings({ page, gateway, http }: Encounter): Generator<BrowserFinding> {
  const { origin } = page;
  if (siteRelation(page, gateway) === 'same-origin') {
    yield {
      topic: 'origin',
      level: 'ok',
      text: `the page is of the gateway's own origin, ${origin}`,
    };
  } else if (http.allowedOrigins.includes(origin)) {
    yield { topic: 'origin', level: 'ok', text: `RINGGATE_ALLOWED_ORIGINS names ${origin}` };
  } else {
    yield {
      topic: 'origin',
      level: 'problem',
      text: `RINGGATE_ALLOWED_ORIGINS does not name ${origin}${nearMiss(page, http.allowedOrigins)}: its pages cannot read answers, and their mutations are refused (403)`,
      wayOut: allowOrigin(origin, http.allowedOrigins),
    };
  }
}

/** Whether requests get the cookie from the page's side: the one thing that only the page decides. */
export function* credentialsFindings({ page, gateway }: Encounter): Generator<BrowserFinding> {
  if (siteRelation(page, gateway) === 'same-origin') {
    yield {
      topic: 'credentials',
      level: 'ok',
      text: 'requests to the own origin carry the cookie by themselves',
    };
  } else {
    yield {
      topic: 'credentials',
      level: 'note',
      text: 'requests to another origin carry the cookie only if the client says so, which cannot be seen from here',
      wayOut: `new HttpLink({ uri: '${gateway.href}', credentials: 'include' }) in Apollo Client`,
    };
  }
}

/** The setting that allows one origin more. */
export function allowOrigin(origin: string, allowed: readonly string[]): string {
  const list = [...allowed, origin].join(' ');
  return `RINGGATE_ALLOWED_ORIGINS=${list.includes(' ') ? `'${list}'` : list}`;
}

/** Scheme and port are easily overlooked. */
function nearMiss(page: URL, allowed: readonly string[]): string {
  const near = allowed.find((origin) => new URL(origin).hostname === page.hostname);
  return near === undefined ? '' : ` (it names ${near}: scheme and port must agree)`;
}
