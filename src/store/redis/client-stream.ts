import type { Redis } from 'ioredis';

/** The socket of a client. There is none before the first connecting, whatever the library's type says. */
export function streamOf(client: Redis): Redis['stream'] | undefined {
  return client.stream;
}

/** Drops the connection of a client at once: `disconnect` would wait for a silent server to close its end. */
export function dropConnection(client: Redis): void {
  streamOf(client)?.destroy();
}
