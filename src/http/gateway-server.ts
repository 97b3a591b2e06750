import { randomBytes } from 'node:crypto';
import type { BaseContext } from '@apollo/server';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { CookieConfig, HttpConfig, ListenConfig } from '../config/gateway-config.ts';
import { apiHeaders, type HeaderList } from './api-headers.ts';
import { GraphqlEndpoint, type GraphqlEndpointOptions } from './graphql-endpoint.ts';
import { addGraphqlRoutes } from './graphql-routes.ts';
import { GraphqlStreams } from './streams/graphql-streams.ts';
import { HttpListener } from './http-listener.ts';
import type { HttpLog } from './http-log.ts';
import { LoadShedder } from './load-shedder.ts';
import { OriginPolicy } from './origin-policy.ts';
import type { Playground } from './playground/playground.ts';
import { describeRequestError, type RequestError, sendProblem } from './problem.ts';
import { RequestReader } from './request-reader.ts';
import type { RequestTracer } from './request-tracer.ts';
import { SessionCookie } from './session-cookie.ts';
import { tellRefusals } from './tell-refusals.ts';
import { addStatusRoutes, type StatusSources } from './status-routes.ts';
import type { StreamSources } from './streams/stream-surroundings.ts';
import { Upgrades } from './streams/upgrades.ts';
import { BrowserWarnings } from './warnings/browser-warnings.ts';

/** What the server serves, and how. */
export interface GatewayServerOptions<TContext extends BaseContext> {
  /** Its Apollo Server must have been started. */
  readonly graphql: GraphqlEndpointOptions<TContext>;
  /** What serves subscriptions; without it there are none. */
  readonly streams?: StreamSources;
  /** What browsers find that open the address of GraphQL; without it, GraphQL's refusal. */
  readonly playground?: Playground | undefined;
  readonly nodeStates: StatusSources['nodeStates'];
  /** Told the status of each answer to what never became an operation; then the time of requests is taken, too. */
  readonly onRefused?: ((status: number) => void) | undefined;
  /** Absent where nothing is traced. */
  readonly tracer?: RequestTracer | undefined;
  readonly http: HttpConfig;
  readonly cookie: Omit<CookieConfig, 'keys'>;
  readonly log: HttpLog;
}

// A client that keeps its connection busy has sent the next request before it can know that this one is draining. Its
// answer ends the connection; what is idle after so long is closed.
const idleGraceMs = 100;

/** The gateway's HTTP side: GraphQL at `/graphql`, its health, and one shape for every refusal. */
export class GatewayServer<TContext extends BaseContext> {
  readonly #options: GatewayServerOptions<TContext>;
  readonly #upgrades = new Upgrades();
  readonly #listener: HttpListener;
  #streams: GraphqlStreams | undefined;
  readonly #fastify: FastifyInstance;
  readonly #shedder: LoadShedder;
  #draining = false;

  constructor(options: GatewayServerOptions<TContext>) {
    this.#options = options;
    this.#shedder = new LoadShedder(options.http, () => performance.now());
    this.#listener = new HttpListener(options.http.requestTimeoutMs, (server) => {
      this.#upgrades.take(server, (request, response) => {
        this.#fastify.routing(request, response);
      });
    });
    this.#fastify = this.#makeFastify();
    this.#addHooks();
    this.#addGraphql();
    this.#fastify.register((scope, _options, done) => {
      scope.register(helmet, { hsts: options.cookie.secure });
      addStatusRoutes(scope, {
        nodeStates: options.nodeStates,
        isDraining: () => this.#draining,
        playground: options.playground !== undefined,
      });
      done();
    });
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#listener.connections;
  }

  /** How many requests were shed since the start. */
  get shed(): number {
    return this.#shedder.shed;
  }

  /** Whether it is about to close. */
  get isDraining(): boolean {
    return this.#draining;
  }

  /** @returns The address that it listens on, as in `http://127.0.0.1:4000`. */
  async listen(config: ListenConfig): Promise<string> {
    await this.#fastify.listen({ host: config.host, port: config.port });
    return this.#fastify.listeningOrigin;
  }

  /**
   * Stops accepting connections, lets requests under way finish, and then closes. What is not done after the drain
   * timeout is cut off. Readiness is `draining` from now on.
   */
  async drain(): Promise<void> {
    await this.#close(this.#options.http.drainTimeoutMs);
  }

  /** Closes at once, also connections in the middle of an answer. */
  async close(): Promise<void> {
    await this.#close(0);
  }

  async #close(timeoutMs: number): Promise<void> {
    this.#draining = true;
    const closed = this.#fastify.close();
    this.#streams?.close();
    if (timeoutMs === 0) this.#listener.closeAll();
    const grace = setTimeout(() => {
      this.#listener.closeUnused();
    }, idleGraceMs);
    const deadline = setTimeout(() => {
      this.#listener.closeAll();
    }, timeoutMs);
    try {
      await closed;
    } finally {
      clearTimeout(grace);
      clearTimeout(deadline);
    }
  }

  #makeFastify(): FastifyInstance {
    const { maxBodyBytes, trustProxy } = this.#options.http;
    const processTag = randomBytes(6).toString('base64url');
    let requests = 0;
    return Fastify({
      logger: false,
      serverFactory: this.#listener.create,
      bodyLimit: maxBodyBytes,
      trustProxy: trustProxy.length > 0 && [...trustProxy],
      genReqId: () => `${processTag}-${(++requests).toString(36)}`,
      routerOptions: { ignoreTrailingSlash: true },
      // A request on a connection that was open before draining is served; its answer ends the connection.
      return503OnClosing: false,
      // Keys like `__proto__` are ordinary keys of values and variables; JSON.parse makes them own properties.
      onProtoPoisoning: 'ignore',
      onConstructorPoisoning: 'ignore',
      frameworkErrors: (_error, _request, reply) => {
        void sendProblem(reply, 400, 'the path is malformed');
      },
    });
  }

  #addHooks(): void {
    const { log, onRefused } = this.#options;
    if (onRefused) tellRefusals(this.#fastify, onRefused);
    this.#fastify.setErrorHandler((error: RequestError, _request, reply) =>
      this.#refuse(error, reply),
    );
    this.#fastify.setNotFoundHandler((_request, reply) =>
      sendProblem(reply, 404, 'nothing is here: GraphQL is at /graphql'),
    );
    // A line for each request costs more than some requests do, so the hook exists only where it is asked for.
    if (!log.isLevelEnabled('debug')) return;
    this.#fastify.addHook('onResponse', (request, reply, done) => {
      const { id: requestId, method } = request;
      const path = request.url.split('?', 1)[0];
      const elapsedMs = Math.round(reply.elapsedTime);
      log.debug({ requestId, method, path, status: reply.statusCode, elapsedMs }, 'answered');
      done();
    });
  }

  #refuse(error: RequestError, reply: FastifyReply, headers?: HeaderList): FastifyReply {
    const { log, http } = this.#options;
    const { status, message } = describeRequestError(error, http.maxBodyBytes);
    if (status >= 500) log.error({ requestId: reply.request.id, err: error }, 'a request failed');
    return sendProblem(reply, status, message, headers);
  }

  #addGraphql(): void {
    const { graphql, streams, playground, http, cookie, log, onRefused, tracer } = this.#options;
    const origins = new OriginPolicy(http.allowedOrigins);
    const sessionCookie = new SessionCookie(cookie);
    const warnings = new BrowserWarnings(log, cookie);
    const isTimed = onRefused !== undefined;
    const reader = new RequestReader({ cookie: sessionCookie, origins, warnings, isTimed });
    const headers = apiHeaders({ secure: cookie.secure, varyByOrigin: origins.allowsOthers });
    const endpoint = new GraphqlEndpoint(graphql, {
      cookie: sessionCookie,
      origins,
      reader,
      warnings,
      headers,
      log,
      shedder: this.#shedder,
      isDraining: () => this.#draining,
      onRefused,
      tracer,
    });
    this.#streams =
      streams &&
      new GraphqlStreams(
        { ...streams, reader, headers, log, onRefused },
        this.#upgrades,
        http.maxBodyBytes,
      );
    addGraphqlRoutes(this.#fastify, {
      endpoint,
      streams: this.#streams,
      playground,
      http,
      onPreflight: (request) => {
        if (origins.judge(request) === 'foreign') warnings.foreignOrigin(request);
      },
      refuse: (error, reply, headers) => {
        this.#refuse(error, reply, headers);
      },
      shedder: this.#shedder,
    });
    playground?.addAssets(this.#fastify);
  }
}
