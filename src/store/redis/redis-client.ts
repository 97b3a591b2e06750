import { Redis, type RedisOptions } from 'ioredis';
import { parseRedisUrl } from './redis-url.ts';

/** How long a command may take before its node counts as down. */
export const commandTimeoutMs = 400;

const connectTimeoutMs = 500;

/** The library's own delay grows past 5 seconds; a server that is back is to be used within 2. */
const reconnectDelayMs = 250;

/** The library's 2 seconds would hold up the end of this process, also when the connection was lost before. */
const disconnectTimeoutMs = 100;

const sharedOptions = {
  lazyConnect: true,
  connectTimeout: connectTimeoutMs,
  disconnectTimeout: disconnectTimeoutMs,
  retryStrategy: () => reconnectDelayMs,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  // Not one retry but none: only with 0 are commands under way rejected as soon as the connection is lost.
  maxRetriesPerRequest: 0,
  // RedisConnection asks for more than that, and at its own pace while a server loads its data.
  enableReadyCheck: false,
  // Without HELLO and CLIENT SETINFO: they would be refused by some servers that are good otherwise.
  protocol: 2,
  disableClientInfo: true,
} as const satisfies RedisOptions;

/**
 * A client that is not connected yet.
 *
 * It never holds a command back and never sends one twice: either would run a command after its caller was told that the
 * node does not answer (I7).
 *
 * @throws {TypeError} When the URL is not one of {@link parseRedisUrl}.
 */
export function createRedisClient(url: string): Redis {
  return new Redis({
    ...parseRedisUrl(url),
    ...sharedOptions,
    commandTimeout: commandTimeoutMs,
  });
}

/**
 * A client for nothing but subscriptions, not connected yet.
 *
 * It drops the connection, and makes a new one, when a command was not answered in time: the only way to know what the
 * server has subscribed it to. It does not subscribe again by itself: nobody would know when that is done.
 *
 * @throws {TypeError} When the URL is not one of {@link parseRedisUrl}.
 */
export function createSubscriberClient(url: string): Redis {
  return new Redis({
    ...parseRedisUrl(url),
    ...sharedOptions,
    // Channels belong to no database.
    db: 0,
    socketTimeout: commandTimeoutMs,
    autoResubscribe: false,
  });
}
