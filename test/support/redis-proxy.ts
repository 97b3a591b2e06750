import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { RedisServer } from './redis-server.ts';

/** Which way is held up: `requests` do not reach the server; `replies` do not come back, though the work is done. */
export type Direction = 'requests' | 'replies';

/** Stands before a server and makes it slow at a test's word, for one gateway of several. */
export class RedisProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Readonly<Record<Direction, Socket>>>();
  readonly #held = new Set<Direction>();
  #isHalving = false;
  #delayMs = 0;
  #target: RedisServer;

  private constructor(target: RedisServer) {
    this.#target = target;
    this.#server = createServer((client) => {
      const upstream = connect(this.#target.port, '127.0.0.1');
      const pair = { requests: client, replies: upstream };
      this.#pairs.add(pair);
      client.on('data', (chunk) => upstream.write(chunk));
      const reply = this.#delaying(client);
      upstream.on('data', (chunk: Buffer) => {
        if (this.#isHalving) client.end(halfReply(chunk));
        else reply(chunk);
      });
      for (const socket of [client, upstream]) {
        socket.on('error', () => undefined);
        socket.on('close', () => {
          client.destroy();
          upstream.destroy();
          this.#pairs.delete(pair);
        });
      }
      for (const direction of this.#held) pair[direction].pause();
    });
  }

  static async start(target: RedisServer): Promise<RedisProxy> {
    const proxy = new RedisProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** As a node takes it. */
  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy is closed');
    return `redis://127.0.0.1:${address.port}`;
  }

  /** Leads new connections to another server; those that are there stay where they are. */
  leadTo(target: RedisServer): void {
    this.#target = target;
  }

  /** Has every reply take so much longer from now on; as many commands may be answered a second as ever. */
  delay(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  hold(direction: Direction): void {
    this.#held.add(direction);
    for (const pair of this.#pairs) pair[direction].pause();
  }

  release(): void {
    for (const direction of this.#held) for (const pair of this.#pairs) pair[direction].resume();
    this.#held.clear();
    this.#isHalving = false;
  }

  /** Cuts every connection that is there; new ones are taken as before. */
  cut(): void {
    for (const pair of this.#pairs) pair.requests.destroy();
  }

  /** Gives half of the first reply on each connection, then ends it, until {@link RedisProxy.release}. */
  halve(): void {
    this.#isHalving = true;
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Never before what came before it, also where the delay became shorter meanwhile. */
  #delaying(client: Socket): (chunk: Buffer) => void {
    const waiting: { readonly chunk: Buffer; readonly dueAt: number }[] = [];
    const writeDue = (): void => {
      for (let [first] = waiting; first !== undefined; [first] = waiting) {
        const leftMs = first.dueAt - performance.now();
        if (leftMs > 0) {
          setTimeout(writeDue, Math.ceil(leftMs));
          return;
        }
        waiting.shift();
        if (!client.destroyed) client.write(first.chunk);
      }
    };
    return (chunk) => {
      waiting.push({ chunk, dueAt: performance.now() + this.#delayMs });
      if (waiting.length === 1) writeDue();
    };
  }
}

/** What is in the middle of the first reply, whatever comes after it. */
function halfReply(chunk: Buffer): Buffer {
  const [header, length] = /^\$(\d+)\r\n/.exec(chunk.toString('latin1')) ?? [];
  // No reply is shorter than four bytes.
  return header === undefined
    ? chunk.subarray(0, 3)
    : chunk.subarray(0, header.length + Number(length) / 2);
}
