import type { FastifyInstance } from 'fastify';

/**
 * Calls back with the status of each answer that refuses a request. What GraphQL answers by itself does not pass here, so
 * operations pay nothing for it; readiness that says `down` is no refusal.
 */
export function tellRefusals(fastify: FastifyInstance, onRefused: (status: number) => void): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode >= 400 && request.routeOptions.url !== '/readyz') {
      onRefused(reply.statusCode);
    }
    done(null, payload);
  });
}
