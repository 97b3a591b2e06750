import type { FastifyRequest } from 'fastify';
import type { RequestFacts } from '../graphql/graphql-context.ts';
import { clientAddress } from './client-address.ts';
import type { OriginPolicy } from './origin-policy.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { BrowserWarnings } from './warnings/browser-warnings.ts';

/** Finds out about a request what its GraphQL context is opened with. */
export class RequestReader {
  readonly #cookie: SessionCookie;
  readonly #origins: OriginPolicy;
  readonly #warnings: BrowserWarnings;

  constructor(cookie: SessionCookie, origins: OriginPolicy, warnings: BrowserWarnings) {
    this.#cookie = cookie;
    this.#origins = origins;
    this.#warnings = warnings;
  }

  readonly factsOf = (request: FastifyRequest): RequestFacts => {
    const { headers } = request;
    const origin = this.#origins.judge(request);
    if (origin === 'foreign') this.#warnings.foreignOrigin(request);
    return {
      id: request.id,
      address: clientAddress(request.ip),
      userAgent: headers['user-agent'],
      acceptLanguage: headers['accept-language'],
      cookieTokens: this.#cookie.tokens(headers.cookie),
      origin,
    };
  };
}
