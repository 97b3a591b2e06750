import { Redis, type RedisOptions } from 'ioredis';
import { isSentinelUrl, parseSentinelUrl } from './host-addresses.ts';
import { parseRedisUrl, type RedisAddress } from './redis-url.ts';
import { MasterConnector, type MasterConnectorOptions } from './sentinel/master-connector.ts';
import type { SentinelReports } from './sentinel/sentinel-presence.ts';
import { TimedRedis } from './timed-redis.ts';

/** How long a command may take before its node counts as down. */
export const commandTimeoutMs = 400;

const connectTimeoutMs = 500;

/** The library's own delay grows past 5 seconds; a server that is back is to be used within 2. */
export const reconnectDelayMs = 250;

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
 * A client that is not connected yet. Behind Sentinels it follows the master.
 *
 * It never holds a command back and never sends one twice: either would run a command after its caller was told that the
 * node does not answer (I7).
 *
 * @param reports Absent where nobody is to be told of Sentinels that are away.
 * @throws {TypeError} When the URL is not one of {@link parseRedisUrl} or {@link parseSentinelUrl}.
 */
export function createRedisClient(url: string, reports?: SentinelReports): Redis {
  return new TimedRedis(
    { ...placeIn(url, { watches: true, reports }), ...sharedOptions },
    commandTimeoutMs,
  );
}

/**
 * A client for nothing but subscriptions, not connected yet. Behind Sentinels it connects to the master, and stays with
 * that server: who has it renews it when the node is another one.
 *
 * It drops the connection, and makes a new one, when a command was not answered in time: the only way to know what the
 * server has subscribed it to. It does not subscribe again by itself: nobody would know when that is done.
 *
 * @param more How it connects, where that is not to be to what the URL names.
 * @throws {TypeError} As {@link createRedisClient}.
 */
export function createSubscriberClient(
  url: string,
  more: Pick<RedisOptions, 'Connector'> = {},
): Redis {
  return new Redis({
    ...placeIn(url, { watches: false }),
    ...sharedOptions,
    ...more,
    // Channels belong to no database.
    db: 0,
    socketTimeout: commandTimeoutMs,
    autoResubscribe: false,
  });
}

/** Whether a server that is a replica is not the one that the client is for. */
export function followsMaster({ options }: Redis): boolean {
  return options.Connector !== undefined;
}

function placeIn(url: string, following: Omit<MasterConnectorOptions, 'address'>): RedisPlace {
  if (!isSentinelUrl(url)) return parseRedisUrl(url);
  const address = parseSentinelUrl(url);
  const { username, password, db, tls } = address;
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls }),
    db,
    Connector: class extends MasterConnector {
      constructor() {
        super({ address, ...following });
      }
    },
  };
}

type RedisPlace = Partial<Omit<RedisAddress, 'db'>> &
  Pick<RedisAddress, 'db'> &
  Pick<RedisOptions, 'Connector'>;
