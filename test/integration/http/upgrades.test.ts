import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpListener } from '../../../src/http/http-listener.ts';
import { Upgrades } from '../../../src/http/streams/upgrades.ts';
import { waitFor } from '../../support/wait-for.ts';

/** Set where an answer is to wait. */
let answering: Promise<void> | undefined;

async function answerInTime(response: ServerResponse): Promise<void> {
  await answering;
  response.writeHead(404).end('nothing here');
}

function answer(_request: IncomingMessage, response: ServerResponse): void {
  void answerInTime(response);
}

describe('a request that asks to change the protocol', () => {
  let listener: HttpListener;
  let server: Server;
  /** The server's ends of the connections, by how often each was handed to it. */
  const accepted: Socket[] = [];
  const clients: Socket[] = [];

  beforeEach(async () => {
    listener = new HttpListener(5_000, (made) => {
      new Upgrades().take(made, answer);
    });
    server = listener.create(answer);
    server.on('connection', (socket) => accepted.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    accepted.splice(0);
    listener.closeAll();
    await new Promise((resolve) => server.close(resolve));
  });

  /** @returns A connection of a client that never ends its side, and what it has received. */
  function open(): { socket: Socket; answers: () => number; received: () => string } {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    clients.push(socket);
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    socket.on('error', () => undefined);
    return {
      socket,
      answers: () => received.split('HTTP/1.1 404').length - 1,
      received: () => received,
    };
  }

  function ask(socket: Socket, protocol: string): void {
    const head = [
      'GET /nowhere HTTP/1.1',
      'Host: a',
      'Connection: Upgrade',
      `Upgrade: ${protocol}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
  }

  it('and is answered instead loses its connection, though the client keeps its side open', async () => {
    const { socket, answers, received } = open();
    ask(socket, 'websocket');
    await waitFor('it is answered', () => answers() === 1);
    expect(received()).toContain('Connection: close');
    await waitFor('the connection is gone', () => accepted[0]?.destroyed === true, 2_000);
  });

  it('and whose client breaks off before it is answered harms nobody', async () => {
    let release = (): void => undefined;
    answering = new Promise((resolve) => (release = resolve));
    const { socket } = open();
    ask(socket, 'websocket');
    await waitFor('it has come', () => accepted[0] !== undefined && accepted[0].bytesRead > 0);
    socket.resetAndDestroy();
    await waitFor('that is noticed', () => accepted[0]?.destroyed === true);
    release();
    answering = undefined;
    const other = open();
    ask(other.socket, 'websocket');
    await waitFor('the next is answered', () => other.answers() === 1);
  });

  it('and is served as if it had not keeps its connection, which gathers no listeners', async () => {
    const { socket, answers } = open();
    const listeners: number[] = [];
    for (let round = 1; round <= 12; round += 1) {
      ask(socket, 'h2c');
      await waitFor('it is answered', () => answers() === round);
      const names = ['close', 'error', 'timeout', 'data', 'end', 'drain'];
      listeners.push(names.reduce((sum, name) => sum + (accepted[0]?.listenerCount(name) ?? 0), 0));
    }
    expect(new Set(accepted).size).toBe(1);
    expect(listeners.at(-1)).toBe(listeners[0]);
  });
});
