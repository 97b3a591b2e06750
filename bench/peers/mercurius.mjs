// Mercurius with @fastify/session and connect-redis, each as its README sets it up.
import mercurius from 'mercurius';
import { announce } from './announce.mjs';
import { fastifyWithSession } from './fastify-with-session.mjs';
import { sessionResolvers, typeDefs } from './session-resolvers.mjs';

const fastify = await fastifyWithSession();
await fastify.register(mercurius, {
  schema: typeDefs,
  resolvers: sessionResolvers((context) => context.reply.request),
  // Off unless it is asked for, as in its documentation.
  ...(process.env.PEER_TUNED && { jit: 1 }),
});

await fastify.listen({ host: '127.0.0.1', port: 0 });
announce(fastify.server.address().port);
