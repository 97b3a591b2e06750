import type { OriginVerdict } from '../graphql/graphql-context.ts';

/** What a request says about where it was made; a Fastify request has it. */
export interface OriginEvidence {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The Host header, or X-Forwarded-Host from a trusted proxy. */
  readonly host: string;
  /** `http` or `https`, or X-Forwarded-Proto from a trusted proxy. */
  readonly protocol: string;
}

const defaultPorts: ReadonlyMap<string, string> = new Map([
  ['http', ':80'],
  ['https', ':443'],
]);

/**
 * Tells pages of the gateway's own origin and of the allowed ones from all others, by the headers that a browser sets
 * and a page cannot forge: Origin (RFC 6454) and Sec-Fetch-Site (Fetch Metadata).
 */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowedOrigins Exact serialized origins, as in `https://app.example`. */
  constructor(allowedOrigins: readonly string[]) {
    this.#allowed = new Set(allowedOrigins);
  }

  /** Whether any origin beside the gateway's own is allowed, so that answers differ by Origin. */
  get allowsOthers(): boolean {
    return this.#allowed.size > 0;
  }

  /** A request with neither header comes from no browser of this decade: it is `none`, like one typed by its user. */
  judge(request: OriginEvidence): OriginVerdict {
    const origin = request.headers['origin'];
    const site = request.headers['sec-fetch-site'];
    const sameOrigin = site === undefined || site === 'same-origin' || site === 'none';
    if (origin === undefined) return sameOrigin ? 'none' : 'foreign';
    if (typeof origin !== 'string') return 'foreign';
    if (this.#allowed.has(origin)) return 'allowed';
    return sameOrigin && isOwn(origin, request) ? 'own' : 'foreign';
  }
}

/**
 * Whether Origin names the host that was asked. Over https its scheme must be https as well; over http it may be
 * either, since a proxy that is not trusted to say so may have ended the TLS.
 */
function isOwn(origin: string, request: OriginEvidence): boolean {
  const schemeEnd = origin.indexOf('://');
  const scheme = origin.slice(0, Math.max(schemeEnd, 0));
  const defaultPort = defaultPorts.get(scheme);
  if (defaultPort === undefined) return false;
  if (scheme === 'http' && request.protocol === 'https') return false;
  const authority = origin.slice(schemeEnd + 3);
  const host = request.host.toLowerCase();
  return authority !== '' && (authority === host || authority + defaultPort === host);
}
