import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../../support/redis-server.ts';
import { draftOf, rotationOf, sessionOf } from '../../support/session-fixtures.ts';
import { nodeOn } from './node-fixtures.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';

const maxRecordBytes = 320;

const login = {
  userId: 'wupeiqi',
  credentialVersion: 'abcdefghijk',
  readOnlyKeys: ['c_user', 'c_card'],
};
const values = new Map([
  ['c_user', '"chenchao"'],
  ['c_card', '"123.com"'],
]);
const client = { device: 'Chrome on Windows', address: '203.100.113.199' };
const timeouts = { idleTimeoutMs: 1_800_000, absoluteLifetimeMs: 43_200_000 };

describe('the demo user’s session in Redis', () => {
  let server: RedisServer;
  let node: RedisSessionNode;

  beforeAll(async () => {
    server = await RedisServer.start();
    node = nodeOn(server);
    await node.connect();
  });

  afterAll(async () => {
    await node.close();
    await assertNoKeyWithoutTtl(server);
    await server.stop();
  });

  it.each([
    ['a first login', false],
    ['a login over an anonymous session', true],
  ])('takes at most 320 bytes after %s', async (_how, isRotated) => {
    const draft = draftOf({ client, timeouts, ...(!isRotated && { login, values }) });
    sessionOf(await storeOn(node).create(draft));
    if (isRotated) {
      const anonymous = { ...draft, values: new Map() };
      sessionOf(
        await storeOn(node).rotate(anonymous, rotationOf({ login, values, client, timeouts })),
      );
    }
    const key = `s:{${draft.id}}`;
    expect(await node.client.object('ENCODING', key)).toMatch(/^(?:listpack|ziplist)$/);
    expect(await node.client.memory('USAGE', key)).toBeLessThanOrEqual(maxRecordBytes);
  });
});
