import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import Fastify from 'fastify';
import { redisSessionStore } from './redis-session-store.mjs';

/**
 * Fastify with @fastify/session over connect-redis, as its README sets it up; `secure: false` since the benchmark
 * speaks plain HTTP, and no session for a visitor who stored nothing.
 *
 * With `PEER_TUNED` the cookie is not renewed by every answer (`rolling: false`), so that a read writes nothing.
 */
export async function fastifyWithSession() {
  const fastify = Fastify();
  await fastify.register(fastifyCookie);
  await fastify.register(fastifySession, {
    secret: 'keyboard cat, of thirty-two bytes or more',
    store: await redisSessionStore('fastify:'),
    cookie: { secure: false },
    saveUninitialized: false,
    ...(process.env.PEER_TUNED && { rolling: false }),
  });
  return fastify;
}
