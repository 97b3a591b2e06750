import { WebSocket } from 'ws';

/** Often enough for proxies that end a silent connection after half a minute. */
const pingIntervalMs = 12_000;

/**
 * Pings a client at an interval, and ends the connection when it did not answer the last one.
 *
 * @returns What stops it.
 */
export function keepAlive(socket: WebSocket): () => void {
  let hasAnswered = true;
  socket.on('pong', () => {
    hasAnswered = true;
  });
  const timer = setInterval(() => {
    if (!hasAnswered) {
      socket.terminate();
      return;
    }
    hasAnswered = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, pingIntervalMs);
  return () => {
    clearInterval(timer);
  };
}
