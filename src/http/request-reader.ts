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
  readonly #isTimed: boolean;

  /** @param options.isTimed Whether somebody measures how long requests take. */
  constructor(options: {
    readonly cookie: SessionCookie;
    readonly origins: OriginPolicy;
    readonly warnings: BrowserWarnings;
    readonly isTimed: boolean;
  }) {
    this.#cookie = options.cookie;
    this.#origins = options.origins;
    this.#warnings = options.warnings;
    this.#isTimed = options.isTimed;
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
      receivedAt: this.#isTimed ? performance.now() : 0,
    };
  };
}
