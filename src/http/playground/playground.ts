import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy, siteHeaders } from './page-headers.ts';
import { prefersHtml } from './prefers-html.ts';

/** Where the build puts the page, seen from this module's source and from its compiled form alike. */
const builtFolder = new URL('../../../dist/playground/', import.meta.url);

const oneYearMs = 31_536_000_000;

/** What the page is served with. */
export interface PlaygroundOptions {
  /** Whether the gateway is served over https, so that browsers may insist on it. */
  readonly secure: boolean;
  /** Whether the page offers the demo user. */
  readonly demoUser: boolean;
  /** Holds `index.html` and `assets/`, as Vite writes them; where the build puts them when absent. */
  readonly folder?: URL;
}

/** The page at `/graphql` for browsers, and the files that it is made of. */
export class Playground {
  readonly #assets: string;
  readonly #siteHeaders: Readonly<Record<string, string>>;
  readonly #page: string;
  readonly #etag: string;

  private constructor(html: string, folder: URL, options: PlaygroundOptions) {
    this.#assets = fileURLToPath(new URL('assets/', folder));
    this.#siteHeaders = siteHeaders(options.secure);
    this.#page = options.demoUser
      ? html.replace('name="demo-user" content="off"', 'name="demo-user" content="on"')
      : html;
    this.#etag = `"${createHash('sha256').update(this.#page).digest('base64url')}"`;
  }

  /** Reads the page. @returns Absent when it was not built. */
  static open(options: PlaygroundOptions): Playground | undefined {
    const folder = options.folder ?? builtFolder;
    const file = new URL('index.html', folder);
    if (!existsSync(file)) return undefined;
    return new Playground(readFileSync(file, 'utf8'), folder, options);
  }

  /** Answers a request with the page if it is a browser's that opens the address. @returns Whether it is. */
  take(request: FastifyRequest, reply: FastifyReply): boolean {
    if (!opensPage(request)) return false;
    reply.headers({
      ...this.#siteHeaders,
      'content-security-policy': pagePolicy,
      'cache-control': 'no-cache',
      etag: this.#etag,
      vary: 'accept',
    });
    // A proxy that compresses has made it a weak one, which is as good here (RFC 9110, 13.1.2).
    const known = request.headers['if-none-match']?.replaceAll('W/', '').split(',');
    if (known?.some((tag) => tag.trim() === this.#etag) === true) void reply.code(304).send();
    else void reply.type('text/html; charset=utf-8').send(this.#page);
    return true;
  }

  /** Adds the page's files: their names change with what is in them, so browsers keep them. */
  addAssets(fastify: FastifyInstance): void {
    fastify.register(staticFiles, {
      root: this.#assets,
      prefix: '/graphql/playground/assets/',
      decorateReply: false,
      index: false,
      dotfiles: 'ignore',
      preCompressed: true,
      immutable: true,
      maxAge: oneYearMs,
      setHeaders: (response) => {
        for (const [name, value] of Object.entries(this.#siteHeaders)) {
          response.setHeader(name, value);
        }
        // A worker is bound by the policy of its own file.
        response.setHeader('content-security-policy', pagePolicy);
        response.setHeader('vary', 'accept-encoding');
      },
    });
  }
}

/** Of a request for `/graphql`. */
function opensPage({ method, headers, query }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (headers.upgrade !== undefined) return false;
  const asksGraphql = typeof query === 'object' && query !== null && 'query' in query;
  return !asksGraphql && prefersHtml(headers.accept);
}
