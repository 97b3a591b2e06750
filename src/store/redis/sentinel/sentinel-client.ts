import { Redis, type RedisOptions } from 'ioredis';
import type { HostAddress, SentinelAddress } from '../host-addresses.ts';

/** How long a Sentinel has to answer; the others are not held up by one that is silent. */
export const sentinelTimeoutMs = 300;

/** A client of one Sentinel, not connected yet. Whoever makes it listens to its errors. */
export function createSentinelClient(
  { host, port }: HostAddress,
  { sentinelUsername, sentinelPassword, sentinelTls }: SentinelAddress,
  more: Pick<RedisOptions, 'retryStrategy' | 'commandTimeout' | 'socketTimeout'>,
): Redis {
  return new Redis({
    host,
    port,
    ...(sentinelUsername !== undefined && { username: sentinelUsername }),
    ...(sentinelPassword !== undefined && { password: sentinelPassword }),
    ...(sentinelTls !== undefined && { tls: sentinelTls }),
    lazyConnect: true,
    connectTimeout: sentinelTimeoutMs,
    disconnectTimeout: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    protocol: 2,
    disableClientInfo: true,
    ...more,
  });
}
