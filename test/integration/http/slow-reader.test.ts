import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from '@jest/globals';
import { HttpListener } from '../../../src/http/http-listener.ts';

it('cuts off a client that does not read its answer', async () => {
  const listener = new HttpListener(5_000, () => undefined, 200);
  const server: Server = listener.create((_request, response) => {
    response.end(Buffer.alloc(64 * 1_048_576));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  client.pause();
  const [socket] = (await once(server, 'connection')) as [NodeJS.EventEmitter];
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const startedAt = performance.now();
  await once(socket, 'close');
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(listener.connections).toBe(0);
  client.destroy();
  server.close();
});
