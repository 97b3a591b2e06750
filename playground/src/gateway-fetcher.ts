import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import { completesWithSession } from './completes-with-session.ts';
import { runsOwnOperation } from './own-operation.ts';

const answerTimeoutMs = 30_000;
const acknowledgementTimeoutMs = 10_000;

/**
 * Asks the gateway as any page of its own origin does: the browser adds the cookie, also to the WebSocket.
 *
 * @param url The address of GraphQL.
 */
export function createGatewayFetcher(url: URL): Fetcher {
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socketClient = createClient({
    // One socket for each subscription: it carries the cookie of the moment when it is opened.
    url: socketUrl.href,
    connectionAckWaitTimeout: acknowledgementTimeoutMs,
    // Whoever tries a subscription out wants to see it fail.
    retryAttempts: 0,
  });
  const fetcher = createGraphiQLFetcher({
    url: url.href,
    fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(answerTimeoutMs) }),
    enableIncrementalDelivery: false,
    wsClient: completesWithSession(socketClient),
  });
  return runsOwnOperation(fetcher);
}
