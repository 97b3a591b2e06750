import type { FastifyRequest } from 'fastify';
import type { RequestFacts } from '../graphql/graphql-context.ts';
import { clientAddress } from './client-address.ts';
import type { OriginPolicy } from './origin-policy.ts';
import type { SessionCookie } from './session-cookie.ts';

/** Finds out about a request what its GraphQL context is opened with. */
export class RequestReader {
  readonly #cookie: SessionCookie;
  readonly #origins: OriginPolicy;

  constructor(cookie: SessionCookie, origins: OriginPolicy) {
    this.#cookie = cookie;
    this.#origins = origins;
  }

  readonly factsOf = (request: FastifyRequest): RequestFacts => {
    const { headers } = request;
    return {
      id: request.id,
      address: clientAddress(request.ip),
      userAgent: headers['user-agent'],
      acceptLanguage: headers['accept-language'],
      cookieTokens: this.#cookie.tokens(headers.cookie),
      origin: this.#origins.judge(request),
    };
  };
}
