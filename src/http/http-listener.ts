import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

const headersTimeoutMs = 10_000;
// Longer than the minute that proxies commonly keep an idle connection: the proxy is to close it first.
const keepAliveTimeoutMs = 65_000;
// Neither a byte read nor written: a client that stopped reading its answer. Longer than any answer takes.
const defaultSilenceTimeoutMs = 120_000;
const timeoutCheckIntervalMs = 1_000;
const maxHeaderBytes = 16_384;

/** Node's HTTP server, with limits on slow and silent clients. Fastify may ask for more than one. */
export class HttpListener {
  readonly #requestTimeoutMs: number;
  readonly #silenceTimeoutMs: number;
  readonly #onServer: (server: Server) => void;
  readonly #closeIdle: (() => void)[] = [];
  readonly #sockets = new Set<Socket>();

  /**
   * @param requestTimeoutMs How long a request may take to arrive. Positive whole milliseconds.
   * @param onServer Called with each server before it listens.
   * @param silenceTimeoutMs How long a connection may stand still in the middle of a request or an answer; two minutes by default.
   */
  constructor(
    requestTimeoutMs: number,
    onServer: (server: Server) => void,
    silenceTimeoutMs = defaultSilenceTimeoutMs,
  ) {
    this.#silenceTimeoutMs = silenceTimeoutMs;
    this.#requestTimeoutMs = requestTimeoutMs;
    this.#onServer = onServer;
  }

  readonly create = (handler: RequestListener): Server => {
    const server = createServer(
      {
        maxHeaderSize: maxHeaderBytes,
        requestTimeout: this.#requestTimeoutMs,
        headersTimeout: Math.min(headersTimeoutMs, this.#requestTimeoutMs),
        keepAliveTimeout: keepAliveTimeoutMs,
        connectionsCheckingInterval: timeoutCheckIntervalMs,
      },
      handler,
    );
    server.setTimeout(this.#silenceTimeoutMs);
    // Closing a server would close its idle connections at once, also those on which a request is on its way;
    // `closeUnused` does it when it is time.
    this.#closeIdle.push(server.closeIdleConnections.bind(server));
    server.closeIdleConnections = () => undefined;
    server.on('connection', (socket) => {
      // It comes again where an upgrade was not taken.
      if (this.#sockets.has(socket)) return;
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#onServer(server);
    return server;
  };

  /** How many connections are open. */
  get connections(): number {
    return this.#sockets.size;
  }

  /**
   * Closes connections without a request: idle ones, and those on which nothing was ever asked, which browsers open
   * ahead of need and Node does not count as idle.
   */
  closeUnused(): void {
    for (const closeIdle of this.#closeIdle) closeIdle();
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  /** Closes every connection, also in the middle of an answer. */
  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
