import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventStreams } from './event-streams.ts';
import type { StreamSurroundings } from './stream-surroundings.ts';
import type { Upgrades } from './upgrades.ts';
import { WebSockets } from './web-sockets.ts';

/** Subscriptions over WebSockets and Server-Sent Events. */
export class GraphqlStreams {
  readonly #upgrades: Upgrades;
  readonly #webSockets: WebSockets;
  readonly #eventStreams: EventStreams;

  /** @param maxMessageBytes Of one message of a client. */
  constructor(surroundings: StreamSurroundings, upgrades: Upgrades, maxMessageBytes: number) {
    this.#upgrades = upgrades;
    this.#webSockets = new WebSockets(surroundings, maxMessageBytes);
    this.#eventStreams = new EventStreams(surroundings);
  }

  /** Answers a request if it asks for a stream. @returns Whether it did. */
  take(request: FastifyRequest, reply: FastifyReply): boolean {
    const upgrade = this.#upgrades.of(request.raw);
    if (upgrade !== undefined) {
      this.#webSockets.accept(request, reply, upgrade.socket, upgrade.head);
    } else if (this.#eventStreams.accepts(request)) {
      this.#eventStreams.handle(request, reply);
    } else {
      return false;
    }
    return true;
  }

  /** Ends all streams, so that clients open them again, where they are served. */
  close(): void {
    this.#webSockets.close();
    this.#eventStreams.close();
  }
}
