/** What warnings are told from; a Fastify request has it. */
export interface WarnedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The Host header, or X-Forwarded-Host from a trusted proxy. */
  readonly host: string;
  /** `http` or `https`, or X-Forwarded-Proto from a trusted proxy. */
  readonly protocol: string;
  /** The address of the socket and, as far as proxies are trusted, those forwarded; absent where none is trusted. */
  readonly ips?: readonly string[] | undefined;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** A header that a request has once; absent also when it has it twice. */
export function headerOf(request: WarnedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
