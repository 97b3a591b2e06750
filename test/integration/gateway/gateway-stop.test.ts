import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from '@jest/globals';
import { startGatewayUnderTest } from '../../support/gateway-under-test.ts';

it('a gateway that is stopped twice still finishes what is under way', async () => {
  const gateway = await startGatewayUnderTest();
  const url = new URL(gateway.url);
  const socket = connect(Number(url.port), url.hostname);
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => (received += text));
  const body = '{"query":"mutation { incrementSessionValue(key: \\"a\\") { version } }"}';
  const head = ['POST /graphql HTTP/1.1', 'host: a', 'content-type: application/json'];
  head.push('expect: 100-continue', `content-length: ${body.length}`, '', '');
  socket.write(head.join('\r\n'));
  await once(socket, 'data');

  const stopped = Promise.all([gateway.stop(), gateway.stop()]);
  socket.write(body);
  await once(socket, 'close');
  await stopped;
  expect(received).toContain('{"data":{"incrementSessionValue":{"version":1}}}');
});
