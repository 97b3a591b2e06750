import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { GatewayProxy } from './server/gateway-proxy.js';
import { pageFiles } from './server/page-files.js';

const host = '127.0.0.1';

const pageFolder = fileURLToPath(new URL('dist', import.meta.url));

/**
 * Serves the built page, and under /graphql the gateway: one origin for both, so that the cookie needs no CORS.
 *
 * @param {{ gatewayUrl: string, port: number }} options `gatewayUrl` as in `http://127.0.0.1:4000`; `port` 0: any
 * free one.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} The page's address.
 * @throws {Error} When the page is not built, or (`EADDRINUSE`) the port is taken.
 */
export async function serveStorefront({ gatewayUrl, port }) {
  if (!existsSync(pageFolder)) {
    throw new Error('the page is not built: run npm run build -w @ringgate/storefront');
  }
  const page = pageFiles(pageFolder);
  const gateway = new GatewayProxy(gatewayUrl);
  const sockets = new Set();
  const server = createServer((request, response) => {
    if (isForGateway(request)) gateway.handle(request, response);
    else page(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    if (isForGateway(request)) gateway.handleUpgrade(request, socket, head);
    else socket.destroy();
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: `http://${host}:${server.address().port}`,
    close: async () => {
      server.close();
      // WebSockets last as long as their tabs.
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

function isForGateway({ url = '/' }) {
  return /^\/graphql(?:[/?]|$)/.test(url);
}
