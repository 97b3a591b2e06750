import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance, type onRequestHookHandler } from 'fastify';
import type { ListenConfig } from '../config/gateway-config.ts';
import { HostNames } from './host-names.ts';
import { HttpListener } from './http-listener.ts';
import type { HttpLog } from './http-log.ts';
import { describeRequestError, type RequestError, sendProblem } from './problem.ts';
import { addHealthRoutes, type HealthSources } from './status-routes.ts';

/** What the server tells. */
export interface AdminServerOptions extends HealthSources {
  /** Asked for at each scrape; answers within a second. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Names that `/metrics` is asked for by, besides `localhost`; addresses always are. */
  readonly names: readonly string[];
  readonly log: HttpLog;
}

/** Nobody has reason to send more than a request line and some headers. */
const maxBodyBytes = 1_024;
const requestTimeoutMs = 10_000;

/** How long a scrape that is under way may take when the process ends. */
const closeTimeoutMs = 1_000;

const refusal =
  'metrics are not told to whoever asks for them by this name: ask by an address or as localhost, or list the name in RINGGATE_ADMIN_NAMES';

/** The listener for operators and their tools: `/metrics`, `/healthz` and `/readyz`, without any login. */
export class AdminServer {
  readonly #options: AdminServerOptions;
  readonly #listener = new HttpListener(requestTimeoutMs, () => undefined);
  readonly #fastify: FastifyInstance;

  constructor(options: AdminServerOptions) {
    this.#options = options;
    this.#fastify = Fastify({
      logger: false,
      serverFactory: this.#listener.create,
      bodyLimit: maxBodyBytes,
      routerOptions: { ignoreTrailingSlash: true },
      return503OnClosing: false,
      frameworkErrors: (_error, _request, reply) => {
        void sendProblem(reply, 400, 'the path is malformed');
      },
    });
    this.#addRoutes();
  }

  /**
   * @returns Where metrics are, as in `http://127.0.0.1:9464/metrics`.
   * @throws {Error} Of Node, as with the code `EADDRINUSE`.
   */
  async listen({ host, port }: ListenConfig): Promise<string> {
    await this.#fastify.listen({ host, port });
    return `${this.#fastify.listeningOrigin}/metrics`;
  }

  /** Lets scrapes under way finish, for a second at most. */
  async close(): Promise<void> {
    const closed = this.#fastify.close();
    this.#listener.closeUnused();
    const deadline = setTimeout(() => {
      this.#listener.closeAll();
    }, closeTimeoutMs);
    try {
      await closed;
    } finally {
      clearTimeout(deadline);
    }
  }

  #addRoutes(): void {
    const { metrics, names, log } = this.#options;
    const hosts = new HostNames(names);
    this.#fastify.setErrorHandler((error: RequestError, request, reply) => {
      const { status, message } = describeRequestError(error, maxBodyBytes);
      if (status >= 500) log.error({ requestId: request.id, err: error }, 'a request failed');
      return sendProblem(reply, status, message);
    });
    this.#fastify.setNotFoundHandler((_request, reply) =>
      sendProblem(reply, 404, 'here are /metrics, /healthz and /readyz'),
    );
    this.#fastify.register((scope, _options, done) => {
      scope.register(helmet, { hsts: false });
      addHealthRoutes(scope, this.#options);
      // A page that was led here by its name may know whether the gateway is well, and no more.
      const onRequest: onRequestHookHandler = (request, reply, next) => {
        if (hosts.has(request.headers.host)) next();
        else sendProblem(reply, 403, refusal);
      };
      scope.get('/metrics', { onRequest }, async (_request, reply) => {
        const { contentType, text } = await metrics();
        return reply.type(contentType).header('cache-control', 'no-store').send(text);
      });
      done();
    });
  }
}
