const defaultPort = 6379;

/** Where a server is and how to sign in there, as ioredis takes it. */
export interface RedisAddress {
  readonly username?: string;
  readonly password?: string;
  readonly db: number;
  readonly host?: string;
  readonly port?: number;
  /** Of a Unix socket. */
  readonly path?: string;
  readonly tls?: Record<string, never>;
}

/**
 * Reads the URL of a Redis server.
 *
 * @param url `redis://user:password@host:port/db`, the same with `rediss:` for TLS, or
 *   `redis+unix:///path/to.sock?db=1`, which has no other place for them than `&username=` and `&password=`. Other
 *   parameters of the query are not for here, so they are ignored.
 * @throws {TypeError} When it is none of these. The message does not hold the URL, since that may hold a password.
 */
export function parseRedisUrl(url: string): RedisAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) throw new TypeError('The URL of a Redis node is not a URL');
  const username = decodeURIComponent(parsed.username) || parsed.searchParams.get('username');
  const password = decodeURIComponent(parsed.password) || parsed.searchParams.get('password');
  const credentials = { ...(username && { username }), ...(password && { password }) };
  switch (parsed.protocol) {
    case 'redis+unix:':
      return {
        ...credentials,
        path: decodeURIComponent(parsed.pathname),
        db: parseDb(parsed.searchParams.get('db') ?? ''),
      };
    case 'redis:':
    case 'rediss:':
      return {
        ...credentials,
        // An IPv6 address comes in brackets, which are the URL's, not the address's.
        host: parsed.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost',
        port: parsed.port === '' ? defaultPort : Number(parsed.port),
        db: parseDb(parsed.pathname.slice(1)),
        ...(parsed.protocol === 'rediss:' && { tls: {} }),
      };
    default:
      throw new TypeError(`A Redis node cannot have the scheme ${parsed.protocol}`);
  }
}

function parseDb(text: string): number {
  if (!/^\d{0,5}$/.test(text)) {
    throw new TypeError(`The database of a Redis node is a whole number, not "${text}"`);
  }
  return Number(text);
}
