import type { BaseContext } from '@apollo/server';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpConfig } from '../config/gateway-config.ts';
import { exposedHeaders, type HeaderList } from './api-headers.ts';
import type { GraphqlEndpoint } from './graphql-endpoint.ts';
import type { GraphqlStreams } from './streams/graphql-streams.ts';
import { isPlainJson, readJsonBody } from './json-body.ts';
import type { LoadShedder } from './load-shedder.ts';
import { OverloadAnswers } from './overload-answer.ts';
import type { Playground } from './playground/playground.ts';
import { type RequestError, sendProblem } from './problem.ts';

/** What answers at `/graphql`. */
export interface GraphqlRoutesOptions<TContext extends BaseContext> {
  readonly endpoint: GraphqlEndpoint<TContext>;
  /** What answers requests for more than one answer; absent where there are no subscriptions. */
  readonly streams: GraphqlStreams | undefined;
  /** What answers browsers that open the address; absent where it is off. */
  readonly playground: Playground | undefined;
  readonly http: Pick<HttpConfig, 'allowedOrigins' | 'maxBodyBytes'>;
  /** Sees every preflight: of a page that is not allowed it is all that comes. */
  readonly onPreflight: (request: FastifyRequest) => void;
  /** Answers a request that never became an operation. */
  readonly refuse: (error: RequestError, reply: FastifyReply, headers: HeaderList) => void;
  readonly shedder: LoadShedder;
}

const path = '/graphql';

const preflightMaxAgeSeconds = 600;

/** Adds GraphQL by GET and POST, a refusal of every other method, and the preflights of allowed origins. */
export function addGraphqlRoutes<TContext extends BaseContext>(
  fastify: FastifyInstance,
  {
    endpoint,
    streams,
    playground,
    http,
    onPreflight,
    refuse,
    shedder,
  }: GraphqlRoutesOptions<TContext>,
): void {
  const overloadAnswers = new OverloadAnswers(http.maxBodyBytes);
  const answer = (request: FastifyRequest, reply: FastifyReply): void => {
    if (streams?.take(request, reply) !== true) endpoint.handle(request, reply);
  };
  fastify.route({
    method: ['GET', 'POST'],
    url: path,
    exposeHeadRoute: false,
    onRequest: (request, reply, next) => {
      if (shedder.sheds()) {
        overloadAnswers.send(request, reply, endpoint.refusalHeaders(request));
        return;
      }
      if (request.method !== 'POST' || !isPlainJson(request.headers['content-type'])) {
        next();
        return;
      }
      readJsonBody(request.raw, http.maxBodyBytes, (error, body) => {
        if (error === undefined) {
          request.body = body;
          answer(request, reply);
        } else {
          // The rest of the body may still be on its way.
          reply.header('connection', 'close');
          next(error);
        }
      });
    },
    handler: (request, reply) => {
      if (playground?.take(request, reply) !== true) answer(request, reply);
    },
    errorHandler: (error, request, reply) => {
      refuse(error, reply, endpoint.refusalHeaders(request));
    },
  });
  fastify.route({
    method: fastify.supportedMethods.filter(
      (method) => !['GET', 'POST', 'OPTIONS'].includes(method),
    ),
    url: path,
    // In a hook, since a body of whatever type is not worth parsing for this.
    onRequest: (request, reply) => {
      if (playground?.take(request, reply) === true) return;
      const headers = ['allow', 'GET, POST', ...endpoint.refusalHeaders(request)];
      sendProblem(reply, 405, 'GraphQL is asked by GET or POST', headers);
    },
    handler: () => undefined,
  });
  // In a scope of its own, so that its hook runs for preflights only; answers write their two headers themselves.
  fastify.register(
    (scope, _options, done) => {
      scope.addHook('onRequest', (request, _reply, next) => {
        onPreflight(request);
        next();
      });
      scope.register(cors, {
        origin: http.allowedOrigins.length > 0 && [...http.allowedOrigins],
        credentials: true,
        methods: ['GET', 'POST'],
        exposedHeaders: [...exposedHeaders],
        maxAge: preflightMaxAgeSeconds,
      });
      done();
    },
    { prefix: path },
  );
}
