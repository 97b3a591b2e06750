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

/** So much may be on its way to a client; while it is more, the client is not read, since it could ask for still more. */
const maxUnreadBytes = 1_048_576;

/** RFC 6455, 7.4.1. */
const closeCodes = { goingAway: 1001, internalError: 1011 };

/** What one connection is known by. */
interface Connection {
  readonly socket: WebSocket;
  readonly facts: RequestFacts;
  /** The subscriptions that are being told, by what asked for each: a client may use an id again. */
  readonly told: Map<object, AsyncIterable<unknown>>;
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
      this.#open({ socket: opened, facts, told: new Map(), isOver: false });
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
      // The library ends one of each id.
      for (const results of connection.told.values()) leave(results);
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
      onOperation: ({ extra }, _id, payload, _args, result) => {
        if (Symbol.asyncIterator in result) extra.told.set(payload, result);
      },
      onNext: (_context, _id, _payload, { contextValue }, result) =>
        subscriptions.format(result, contextValue as GraphQLContext),
      onError: ({ extra }, _id, _payload, errors) =>
        subscriptions.formatErrors(errors, extra.facts.id),
      onComplete: ({ extra }, _id, payload) => {
        extra.told.delete(payload);
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

/** Ends what is being told, also while its next event is waited for. */
function leave(results: AsyncIterable<unknown>): void {
  void results[Symbol.asyncIterator]().return?.();
}

/**
 * Resolves when the text is on its way, so that a client that reads slowly is waited for; also when the client went away,
 * as the end of the connection says.
 */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== WebSocket.OPEN) {
      resolve();
      return;
    }
    socket.send(text, () => {
      if (socket.isPaused && socket.bufferedAmount <= maxUnreadBytes) socket.resume();
      resolve();
    });
    if (socket.bufferedAmount > maxUnreadBytes) socket.pause();
  });
}
