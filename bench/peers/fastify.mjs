// Apollo Server on Fastify with @fastify/session and connect-redis, each as its README sets it up.
import { ApolloServer } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import { announce } from './announce.mjs';
import { fastifyWithSession } from './fastify-with-session.mjs';
import { sessionResolvers, typeDefs } from './session-resolvers.mjs';

const fastify = await fastifyWithSession();
const apollo = new ApolloServer({
  typeDefs,
  resolvers: sessionResolvers((context) => context.request),
  plugins: [fastifyApolloDrainPlugin(fastify)],
});
await apollo.start();
await fastify.register(fastifyApollo(apollo), { context: async (request) => ({ request }) });

await fastify.listen({ host: '127.0.0.1', port: 0 });
announce(fastify.server.address().port);
