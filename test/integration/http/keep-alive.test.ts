import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { keepAlive } from '../../../src/http/streams/keep-alive.ts';
import { fakeOnly } from '../../support/fake-only.ts';
import { waitFor } from '../../support/wait-for.ts';

const intervalMs = 12_000;

describe('keeping a WebSocket alive', () => {
  let server: WebSocketServer;
  let client: WebSocket;
  let socket: WebSocket;
  let stop: () => void;

  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = new WebSocket(`ws://127.0.0.1:${port}`);
    [socket] = (await once(server, 'connection')) as [WebSocket];
    if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
    fakeOnly('setInterval', 'clearInterval');
    stop = keepAlive(socket);
  });

  afterEach(() => {
    stop();
    jest.useRealTimers();
    client.terminate();
    server.close();
  });

  it('asks a client that answers again and again', async () => {
    let pings = 0;
    let pongs = 0;
    client.on('ping', () => (pings += 1));
    socket.on('pong', () => (pongs += 1));
    for (let round = 1; round <= 4; round += 1) {
      jest.advanceTimersByTime(intervalMs);
      await waitFor('the client has answered', () => pongs === round);
    }
    expect(pings).toBe(4);
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('ends the connection of one that does not', async () => {
    client.pause();
    const closed = once(socket, 'close');
    jest.advanceTimersByTime(intervalMs);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    jest.advanceTimersByTime(intervalMs);
    expect(await closed).toEqual([1006, expect.anything()]);
  });

  it('leaves no timer once it is stopped', () => {
    expect(jest.getTimerCount()).toBe(1);
    stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});
