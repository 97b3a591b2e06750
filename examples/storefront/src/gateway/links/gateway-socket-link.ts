import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { type Client, createClient } from 'graphql-ws';
import { backOffMs } from '../back-off.ts';

const pingEveryMs = 15_000;
const pongTimeoutMs = 5_000;
const connectTimeoutMs = 10_000;

/** Closed as agreed: nobody listens any more, or the cookie that it was opened with is no longer good. */
const expectedCloseCodes: readonly unknown[] = [1000, 4401];

/**
 * Subscriptions, over one WebSocket a tab.
 *
 * Not over Server-Sent Events, which the gateway speaks too: browsers open at most six HTTP/1.1 connections to a
 * host, for all tabs together, and each stream would occupy one: the seventh tab would wait for ever. WebSockets do
 * not count.
 *
 * The socket opens with the first subscription, is pinged so that a dead one is noticed, and is opened again after a
 * loss, for as long as somebody is subscribed.
 *
 * @param onLost Called when an open socket was lost.
 */
export function createGatewaySocketLink(onLost: () => void): GraphQLWsLink {
  let isOpen = false;
  let pongTimer: number | undefined;
  const client: Client = createClient({
    url: () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    keepAlive: pingEveryMs,
    connectionAckWaitTimeout: connectTimeoutMs,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: (retries) => pause(backOffMs(retries + 1)),
    on: {
      connected: () => (isOpen = true),
      ping: (isReceived) => {
        if (isReceived) return;
        pongTimer = window.setTimeout(() => {
          client.terminate();
        }, pongTimeoutMs);
      },
      pong: (isReceived) => {
        if (isReceived) window.clearTimeout(pongTimer);
      },
      closed: (event) => {
        window.clearTimeout(pongTimer);
        const isLoss = isOpen && !expectedCloseCodes.includes(closeCode(event));
        isOpen = false;
        if (isLoss) onLost();
      },
    },
  });
  return new GraphQLWsLink(client);
}

function closeCode(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'code' in event ? event.code : undefined;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
