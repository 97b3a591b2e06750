import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import type { RedisServer } from '../../support/redis-server.ts';

/** Stands before a server and makes it say that it is Redis 5: everything else is as the server does it. */
export class AgedServer {
  readonly #server: Server;

  private constructor(target: RedisServer) {
    this.#server = createServer((client) => {
      const upstream = connect(target.port, '127.0.0.1');
      client.on('error', () => upstream.destroy()).pipe(upstream);
      upstream.on('error', () => client.destroy());
      upstream.on('end', () => client.end());
      upstream.on('data', (chunk) => {
        // As long as before, so that the length which RESP tells is still right.
        client.write(
          chunk.toString('latin1').replace(/redis_version:\d/, 'redis_version:5'),
          'latin1',
        );
      });
    });
  }

  static async start(target: RedisServer): Promise<AgedServer> {
    const aged = new AgedServer(target);
    aged.#server.listen(0, '127.0.0.1');
    await once(aged.#server, 'listening');
    return aged;
  }

  /** As a node takes it. */
  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy is closed');
    return `redis://127.0.0.1:${address.port}`;
  }

  /** Waits for its clients to leave. */
  async stop(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}
