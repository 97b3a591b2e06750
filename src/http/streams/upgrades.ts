import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** The connection of a request that asks to become a WebSocket. */
export interface Upgrade {
  readonly socket: Duplex;
  /** What the client sent after its request. */
  readonly head: Buffer;
}

/** How long a client may take to read the answer that it gets in place of an upgrade. */
const answerTimeoutMs = 10_000;

/** Routes a request to its answer. */
type Route = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Requests that ask for a WebSocket, each routed as any other request is, so that one place knows the paths, the
 * client's address behind proxies, and the host that was asked.
 */
export class Upgrades {
  readonly #waiting = new WeakMap<IncomingMessage, Upgrade>();

  /** The connection to answer a request on; absent when it asks for no WebSocket. */
  of(request: IncomingMessage): Upgrade | undefined {
    return this.#waiting.get(request);
  }

  /** Takes the requests of a server that ask to change the protocol. */
  take(server: Server, route: Route): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const response = responseTo(request);
      if (response === undefined) {
        // It came before the last one was answered, and whose turn it is can no longer be told.
        socket.destroy();
      } else if (asksForWebSocket(request)) {
        this.#waiting.set(request, { socket, head });
        watch(request.socket, response);
        route(request, response);
      } else {
        response.detachSocket(request.socket);
        serveUnchanged(server, request, socket, head);
      }
    });
  }
}

/** Node has taken its own listeners off: whoever upgrades the connection adds others and ends the time limit. */
function watch(socket: Socket, response: ServerResponse): void {
  socket.on('error', () => socket.destroy());
  socket.setTimeout(answerTimeoutMs, () => socket.destroy());
  // Where it is answered and not upgraded. Not left to the client, which may keep its end open for ever.
  response.once('finish', () => {
    socket.destroySoon();
  });
}

function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/** @returns Absent while the connection is busy with the answer to an earlier request. */
function responseTo(request: IncomingMessage): ServerResponse | undefined {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  try {
    response.assignSocket(request.socket);
    return response;
  } catch {
    return undefined;
  }
}

/**
 * Serves a request that asks for some other protocol as if it had not: a server may ignore that (RFC 9110, 7.8), and
 * clients as Java's and curl ask for HTTP/2 in passing. Node can no longer do it by itself once somebody takes
 * upgrades, so the connection is handed to it anew, with the request but for what asked.
 */
function serveUnchanged(
  server: Server,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/${request.httpVersion}`];
  const { rawHeaders } = request;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (/^(connection|upgrade|http2-settings)$/i.test(name)) continue;
    lines.push(`${name}: ${rawHeaders[index + 1] ?? ''}`);
  }
  const text = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  socket.unshift(Buffer.concat([text, head]));
  server.emit('connection', socket);
}
