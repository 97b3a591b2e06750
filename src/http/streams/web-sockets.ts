import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CloseCode, handleProtocols, makeServer, type Server } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { GraphQLContext, RequestFacts } from '../../graphql/graphql-context.ts';
import { keepAlive } from './keep-alive.ts';
import { sendProblem } from '../problem.ts';
import { foreignStream, type StreamSurroundings } from './stream-surroundings.ts';

/** How long a client may take to begin. */
const initTimeoutMs = 5_000;

/** How long clients may take to say goodbye. */
const closeTimeoutMs = 1_000;

/** RFC 6455, 7.4.1. */
const closeCodes = { goingAway: 1001, internalError: 1011 };

/** What one connection is known by. */
interface Connection {
  readonly socket: WebSocket;
  readonly facts: RequestFacts;
  /** Ids of the subscriptions that are being told. */
  readonly told: Set<string>;
  /** Set once the session that it was opened with has ended, or its secret was renewed. */
  isOver: boolean;
}

/**
 * Subscriptions over WebSockets, as graphql-ws has it (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md).
 *
 * The cookie of the handshake is that of the whole connection, so it is closed with 4401 when that is no longer good. A
 * connection carries subscriptions only: it cannot set a cookie.
 */
export class WebSockets {
  readonly #around: StreamSurroundings;
  readonly #server: WebSocketServer;
  readonly #protocol: Server<Connection>;
  #isClosed = false;

  /** @param maxMessageBytes Of one message of a client. */
  constructor(surroundings: StreamSurroundings, maxMessageBytes: number) {
    this.#around = surroundings;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: maxMessageBytes,
      handleProtocols,
    });
    this.#protocol = this.#makeProtocol();
  }

  /** Answers the handshake of one connection. */
  accept(request: FastifyRequest, reply: FastifyReply, socket: Duplex, head: Buffer): void {
    const facts = this.#around.reader.factsOf(request);
    if (facts.origin === 'foreign') {
      sendProblem(reply, 403, foreignStream().message);
      return;
    }
    if (this.#isClosed) {
      sendProblem(reply, 503, 'the gateway is stopping');
      return;
    }
    reply.hijack();
    reply.raw.detachSocket(request.raw.socket);
    this.#server.handleUpgrade(request.raw, socket, head, (opened) => {
      this.#open({ socket: opened, facts, told: new Set(), isOver: false });
    });
  }

  /** Closes all connections, so that clients connect again, where they are served. */
  close(): void {
    this.#isClosed = true;
    const { clients } = this.#server;
    for (const client of clients) client.close(closeCodes.goingAway, 'Going away');
    setTimeout(() => {
      for (const client of clients) client.terminate();
    }, closeTimeoutMs).unref();
  }

  #open(connection: Connection): void {
    const { socket } = connection;
    const stopPinging = keepAlive(socket);
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => {
          socket.close(code, reason);
        },
        onMessage: (take) => {
          socket.on('message', (data: Buffer) => {
            take(data.toString()).catch((error: unknown) => {
              this.#fail(connection, error);
            });
          });
        },
      },
      connection,
    );
    // A message too large, or no WebSocket at all: the library closes the connection with the code that says so.
    socket.on('error', () => undefined);
    socket.once('close', (code, reason) => {
      stopPinging();
      closed(code, reason.toString()).catch((error: unknown) => {
        this.#fail(connection, error);
      });
    });
  }

  #makeProtocol(): Server<Connection> {
    const { subscriptions, openContext } = this.#around;
    return makeServer<Record<string, unknown> | undefined, Connection>({
      connectionInitWaitTimeout: initTimeoutMs,
      onConnect: ({ extra }) => {
        if (subscriptions.admits(openContext(extra.facts))) return true;
        closeUnauthorized(extra);
        return false;
      },
      onSubscribe: ({ extra }, _id, payload) => {
        const onSessionOver = (): void => {
          extra.isOver = true;
        };
        return subscriptions.prepare(payload, openContext({ ...extra.facts, onSessionOver }));
      },
      subscribe: (args) => subscriptions.subscribe(args),
      onOperation: ({ extra }, id, _payload, _args, result) => {
        if (Symbol.asyncIterator in result) extra.told.add(id);
      },
      onNext: (_context, _id, _payload, { contextValue }, result) =>
        subscriptions.format(result, contextValue as GraphQLContext),
      onError: ({ extra }, _id, _payload, errors) =>
        subscriptions.formatErrors(errors, extra.facts.id),
      onComplete: ({ extra }, id) => {
        extra.told.delete(id);
        if (extra.isOver && extra.told.size === 0) closeUnauthorized(extra);
      },
    });
  }

  #fail({ socket, facts }: Connection, error: unknown): void {
    this.#around.log.error({ requestId: facts.id, err: error }, 'a WebSocket failed');
    socket.close(closeCodes.internalError, 'Internal error');
  }
}

function closeUnauthorized({ socket }: Connection): void {
  socket.close(CloseCode.Unauthorized, 'Unauthorized');
}

/** Settles when the text is on its way, so that a client that reads slowly is waited for. */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== WebSocket.OPEN) {
      resolve();
      return;
    }
    socket.send(text, (error) => {
      // What could not be sent because the client went away is no failure.
      if (error && socket.readyState === WebSocket.OPEN) reject(error);
      else resolve();
    });
  });
}
