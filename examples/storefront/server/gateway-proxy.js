import { request as ask } from 'node:http';

const answerTimeoutMs = 30_000;

/** Of one connection only (RFC 9110, 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer']);

/**
 * Passes requests and WebSockets on to a gateway, as a proxy before it does in production.
 *
 * The Host header stays as it is, since the gateway compares it with Origin. X-Forwarded-* say who asks and how; what
 * a client sent under these names is dropped. The gateway believes them when `RINGGATE_TRUST_PROXY` names this
 * machine.
 */
export class GatewayProxy {
  #hostname;
  #port;

  /** @param {string} gatewayUrl As in `http://127.0.0.1:4000`. */
  constructor(gatewayUrl) {
    const { hostname, port } = new URL(gatewayUrl);
    this.#hostname = hostname;
    this.#port = port;
  }

  /**
   * Answers one request with the gateway's answer, or with 502 when there is none.
   *
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  handle(request, response) {
    const forwarded = this.#forward(request, forwardedHeaders(request));
    forwarded.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.rawHeaders));
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    });
    forwarded.on('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    response.once('close', () => forwarded.destroy());
    request.pipe(forwarded);
  }

  /**
   * Joins a socket that asks for an upgrade to one of the gateway's.
   *
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:stream').Duplex} socket
   * @param {Buffer} head What the client has sent already.
   */
  handleUpgrade(request, socket, head) {
    const { connection, upgrade } = request.headers;
    const headers = { ...forwardedHeaders(request), connection, upgrade };
    const forwarded = this.#forward(request, headers);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => forwarded.destroy());
    forwarded.on('error', () => socket.destroy());
    forwarded.once('response', ({ statusCode, statusMessage }) => {
      socket.end(`HTTP/1.1 ${statusCode} ${statusMessage}\r\nconnection: close\r\n\r\n`);
    });
    forwarded.once('upgrade', (answer, gatewaySocket, gatewayHead) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headerLines(answer.rawHeaders)}\r\n`);
      socket.write(gatewayHead);
      gatewaySocket.write(head);
      join(socket, gatewaySocket);
    });
    forwarded.end();
  }

  #forward({ method, url: path }, headers) {
    const gateway = { hostname: this.#hostname, port: this.#port };
    // A connection of its own: one that is kept may be closed by the gateway just as it is used again.
    const forwarded = ask({ ...gateway, method, path, headers, agent: false });
    const timer = setTimeout(() => {
      forwarded.destroy(new Error('the gateway does not answer'));
    }, answerTimeoutMs);
    for (const event of ['response', 'upgrade', 'close']) {
      forwarded.once(event, () => clearTimeout(timer));
    }
    return forwarded;
  }
}

function join(socket, gatewaySocket) {
  gatewaySocket.on('error', () => gatewaySocket.destroy());
  gatewaySocket.once('close', () => socket.destroy());
  socket.once('close', () => gatewaySocket.destroy());
  socket.pipe(gatewaySocket).pipe(socket);
}

function forwardedHeaders({ headers, socket }) {
  const kept = Object.entries(headers).filter(
    ([name]) => !hopByHop.has(name) && name !== 'upgrade' && !/^(x-)?forwarded/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    'x-forwarded-for': socket.remoteAddress,
    'x-forwarded-host': headers.host,
    'x-forwarded-proto': 'http',
  };
}

/** Names and values in turn, each as it came: several Set-Cookie stay several. */
function endToEnd(rawHeaders) {
  return rawHeaders.filter((_text, i) => !hopByHop.has(rawHeaders[i - (i % 2)].toLowerCase()));
}

function headerLines(rawHeaders) {
  let lines = '';
  for (let i = 0; i < rawHeaders.length; i += 2) {
    lines += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  }
  return lines;
}
