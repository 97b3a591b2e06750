/** Names and values in turn, as `ServerResponse.writeHead` takes them. */
export type HeaderList = readonly string[];

/**
 * The headers of every answer of the API, written in one go: an answer is data, for this client only, and never a page.
 *
 * @param options.secure Whether the gateway is served over https, so that browsers may insist on it.
 * @param options.varyByOrigin Whether answers to some origins carry CORS headers.
 */
export function apiHeaders(options: {
  readonly secure: boolean;
  readonly varyByOrigin: boolean;
}): HeaderList {
  return [
    'content-security-policy',
    "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options',
    'nosniff',
    ...(options.secure ? ['strict-transport-security', 'max-age=31536000'] : []),
    ...(options.varyByOrigin ? ['vary', 'origin'] : []),
  ];
}

/** What a page of an allowed origin needs to read the answer (Fetch Standard, CORS protocol). */
export function corsHeaders(allowedOrigin: string): HeaderList {
  return [
    'access-control-allow-origin',
    allowedOrigin,
    'access-control-allow-credentials',
    'true',
    'access-control-expose-headers',
    exposedHeaders.join(', '),
  ];
}

/** Headers that pages of allowed origins may read beside those that every page may. */
export const exposedHeaders: readonly string[] = ['x-request-id', 'retry-after'];
