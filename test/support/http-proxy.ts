import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a proxy does to what passes it; by default nothing. */
export interface HttpProxyHabits {
  /** @returns The headers that the server gets. */
  readonly request?: (headers: IncomingHttpHeaders) => OutgoingHttpHeaders;
  /** @returns The headers that the client gets. */
  readonly response?: (headers: IncomingHttpHeaders) => OutgoingHttpHeaders;
  /** Answers by itself. @returns False for what is to be passed on. */
  readonly answer?: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
}

/** An HTTP proxy before a server, on a port of its own. Host is passed on as it came. */
export class HttpProxy {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Whoever starts it closes it. @param target As in `http://127.0.0.1:4000`. */
  static async start(target: string, habits: HttpProxyHabits = {}): Promise<HttpProxy> {
    const server = createServer((incoming, outgoing) => {
      if (habits.answer?.(incoming, outgoing) === true) return;
      const { method, url = '/', headers } = incoming;
      const onward = request(new URL(url, target), {
        method,
        headers: { ...(habits.request?.(headers) ?? headers) },
      });
      onward.on('response', (answer) => {
        const received = habits.response?.(answer.headers) ?? answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, { ...received });
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HttpProxy(server);
  }

  /** Its port on 127.0.0.1. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Closes it with its connections. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
