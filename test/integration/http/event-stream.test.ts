import { once } from 'node:events';
import {
  createServer,
  get,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventStream } from '../../../src/http/streams/event-stream.ts';
import { fakeOnly } from '../../support/fake-only.ts';
import { waitFor } from '../../support/wait-for.ts';

const beatMs = 12_000;

describe('a stream of events', () => {
  let server: Server;
  let incoming: IncomingMessage;
  let received = '';
  let stream: EventStream;

  beforeEach(async () => {
    const streams: EventStream[] = [];
    server = createServer((_request, response: ServerResponse) => {
      response.writeHead(200);
      fakeOnly('setInterval', 'clearInterval');
      streams.push(new EventStream(response));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const outgoing = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
    [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    received = '';
    incoming.setEncoding('utf8').on('data', (text: string) => (received += text));
    incoming.on('error', () => undefined);
    const [begun] = streams;
    if (begun === undefined) throw new Error('No stream was begun');
    stream = begun;
  });

  afterEach(() => {
    jest.useRealTimers();
    incoming.destroy();
    server.closeAllConnections();
    server.close();
  });

  it('begins with a byte, and has one more each twelve seconds', async () => {
    await waitFor('it has begun', () => received === ':\n\n');
    jest.advanceTimersByTime(beatMs);
    await waitFor('it beats', () => received === ':\n\n:\n\n');
    await stream.write('next', '{}');
    stream.complete();
    await waitFor('it is complete', () => incoming.complete);
    expect(received).toBe(':\n\n:\n\nevent: next\ndata: {}\n\nevent: complete\ndata: null\n\n');
  });

  it.each([
    ['its client has left', () => incoming.destroy()],
    [
      'it was completed',
      () => {
        stream.complete();
      },
    ],
    [
      'it was ended',
      () => {
        stream.end();
      },
    ],
  ])('leaves no timer and writes nothing once %s', async (_when, end) => {
    expect(stream.left.aborted).toBe(false);
    end();
    await stream.write('next', 'late');
    stream.complete();
    await waitFor('that is known', () => stream.left.aborted);
    expect(jest.getTimerCount()).toBe(0);
    expect(received).not.toContain('late');
  });

  it('does not complete what was ended', async () => {
    stream.end();
    stream.complete();
    await waitFor('it has ended', () => incoming.complete);
    expect(received).toBe(':\n\n');
  });

  it('waits for a client that does not read, and no longer than it is there', async () => {
    incoming.pause();
    const data = 'x'.repeat(1_000_000);
    let written = 0;
    const writing = (async () => {
      for (;;) {
        await stream.write('next', data);
        written += 1;
      }
    })();
    const failed = expect(writing).rejects.toThrow();
    let before = -1;
    await waitFor('it waits', async () => {
      const isSame = written === before;
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return isSame;
    });
    expect(written).toBeLessThan(50);
    incoming.destroy();
    await failed;
  });
});
