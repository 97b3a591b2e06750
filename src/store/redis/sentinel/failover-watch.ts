import type { Redis } from 'ioredis';
import type { HostAddress, SentinelAddress } from '../host-list-url.ts';
import { createSentinelClient, sentinelTimeoutMs } from './sentinel-client.ts';

const channel = '+switch-master';

const reconnectDelayMs = 1_000;

/**
 * Listens to all Sentinels for another server becoming the master: where the one of before hangs, or was cut off from its
 * Sentinels only, no lost connection tells of it.
 */
export class FailoverWatch {
  readonly #clients: readonly Redis[];

  /** @param onMaster Told where the master is now, by each Sentinel once. */
  constructor(address: SentinelAddress, onMaster: (master: HostAddress) => void) {
    this.#clients = address.sentinels.map((sentinel) => {
      const client = createSentinelClient(sentinel, address, {
        retryStrategy: () => reconnectDelayMs,
        socketTimeout: sentinelTimeoutMs,
      });
      // Sentinels that do not answer are told of when the master is looked for.
      client.on('error', () => undefined);
      client.on('ready', () => {
        client.subscribe(channel).catch(() => undefined);
      });
      client.on('message', (_channel: string, message: string) => {
        // The name, host and port of before, and those of now. Sentinels watch other masters, too.
        const [name, , , host, port] = message.split(' ');
        if (name === address.name && host !== undefined) onMaster({ host, port: Number(port) });
      });
      client.connect().catch(() => undefined);
      return client;
    });
  }

  close(): void {
    for (const client of this.#clients) client.disconnect();
  }
}
