// Apollo Server on one Fastify route and nothing else: no session, no checks. What GraphQL over HTTP alone costs.
import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import Fastify from 'fastify';
import { announce } from './announce.mjs';
import { typeDefs } from './session-resolvers.mjs';

const apollo = new ApolloServer({
  typeDefs,
  plugins: [
    ApolloServerPluginCacheControlDisabled(),
    ApolloServerPluginLandingPageDisabled(),
    ApolloServerPluginUsageReportingDisabled(),
  ],
});
await apollo.start();

const fastify = Fastify();
const context = async () => ({});

fastify.post('/graphql', async (request, reply) => {
  const headers = new HeaderMap();
  headers.set('content-type', request.headers['content-type']);
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { body: request.body, method: 'POST', headers, search: '' },
    context,
  });
  for (const [name, value] of answer.headers) void reply.header(name, value);
  void reply.code(answer.status ?? 200);
  return answer.body.string;
});

await fastify.listen({ host: '127.0.0.1', port: 0 });
announce(fastify.server.address().port);
