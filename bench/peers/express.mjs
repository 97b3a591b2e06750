// Apollo Server on Express 5 with express-session and connect-redis, each as its README sets it up.
import { createServer } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { expressMiddleware } from '@as-integrations/express5';
import cors from 'cors';
import express from 'express';
import session from 'express-session';
import { announce } from './announce.mjs';
import { redisSessionStore } from './redis-session-store.mjs';
import { sessionResolvers, typeDefs } from './session-resolvers.mjs';

const app = express();
const httpServer = createServer(app);
const apollo = new ApolloServer({
  typeDefs,
  resolvers: sessionResolvers((context) => context.request),
  plugins: [ApolloServerPluginDrainHttpServer({ httpServer })],
});
await apollo.start();

app.use(
  session({
    store: await redisSessionStore('express:'),
    resave: false,
    saveUninitialized: false,
    secret: 'keyboard cat, of thirty-two bytes or more',
  }),
);
app.use(
  '/graphql',
  cors(),
  express.json(),
  expressMiddleware(apollo, { context: async ({ req }) => ({ request: req }) }),
);

httpServer.listen(0, '127.0.0.1', () => announce(httpServer.address().port));
