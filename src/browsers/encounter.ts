import type { CookieConfig, HttpConfig, ListenConfig } from '../config/gateway-config.ts';

/** A page, the gateway that it asks, and what decides whether the two get on. */
export interface Encounter {
  /** The page's origin, without a path. */
  readonly page: URL;
  /** Where the browser finds GraphQL: the proxy's address, where there is one. */
  readonly gateway: URL;
  readonly cookie: Omit<CookieConfig, 'keys'>;
  readonly http: Pick<HttpConfig, 'allowedOrigins' | 'trustProxy'>;
  readonly listen: ListenConfig;
}
