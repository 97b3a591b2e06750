import type { FastifyInstance } from 'fastify';
import type { NodeState } from '../session/ring-view.ts';

/** What health is told by. */
export interface HealthSources {
  /** What is known of each node without asking it; none when nobody can tell. */
  readonly nodeStates: () => readonly NodeState[] | Promise<readonly NodeState[]>;
  readonly isDraining: () => boolean;
}

/** What the routes tell of. */
export interface StatusSources extends HealthSources {
  /** Whether browsers find a page at `/graphql`. */
  readonly playground: boolean;
}

/** How far the gateway can serve: `degraded` when some of its nodes do not answer. */
export type Readiness = 'ready' | 'degraded' | 'down' | 'draining';

/** Sessions of the nodes that answer are served, so only the last node that goes takes the gateway with it. */
export function readiness(nodes: readonly NodeState[], draining: boolean): Readiness {
  if (draining) return 'draining';
  const up = nodes.filter((node) => node.status === 'UP').length;
  if (up === 0) return 'down';
  return up === nodes.length ? 'ready' : 'degraded';
}

/** Adds `/healthz` (the process is alive) and `/readyz` (it can serve). */
export function addHealthRoutes(fastify: FastifyInstance, sources: HealthSources): void {
  fastify.get('/healthz', (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'alive' }),
  );

  fastify.get('/readyz', async (_request, reply) => {
    const nodes = await sources.nodeStates();
    const status = readiness(nodes, sources.isDraining());
    return reply
      .code(status === 'down' || status === 'draining' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({ status, nodes: nodes.map((node) => ({ id: node.id, status: node.status })) });
  });
}

/** Adds the routes of health, and a line for people at `/`. */
export function addStatusRoutes(fastify: FastifyInstance, sources: StatusSources): void {
  addHealthRoutes(fastify, sources);
  fastify.get('/', (_request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .send(
        `This is a GraphQL gateway: POST to /graphql${sources.playground ? ', or open it in a browser' : ''}\n`,
      ),
  );
}
