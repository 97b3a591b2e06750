import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { assertNoKeyWithoutTtl, RedisServer } from '../../support/redis-server.ts';
import { clientField, credentialVersion, drawKept, ScriptRunner } from './script-runner.ts';

describe('the records of a Redis node', () => {
  let server: RedisServer;
  let redis: Redis;
  let scripts: ScriptRunner;

  beforeAll(async () => {
    server = await RedisServer.start();
    redis = server.client();
    scripts = new ScriptRunner(redis);
  });

  afterAll(async () => {
    redis.disconnect();
    await assertNoKeyWithoutTtl(server);
    await server.stop();
  });

  it('are packed as docs/records.md says', async () => {
    const { id, keys, secretHash, userId } = await scripts.keep('$:card', '"12"', 'a', '1');
    const record = await redis.hgetall(keys[0]);
    const [, seen = '', created = ''] = (record['$t'] ?? '').split(' ');
    const createdAt = Number.parseInt(created, 36);
    const nowAt = Number((await redis.time())[0]) * 1_000;
    expect(Math.abs(createdAt - nowAt)).toBeLessThan(5_000);
    const deadline = (createdAt + 600_000).toString(36);
    expect(seen).toBe(created);
    expect(record).toEqual({
      $t: `1 ${created} ${created} ${(60_000).toString(36)}`,
      $s: `${secretHash} ${deadline}`,
      $c: clientField,
      $u: `${credentialVersion} ${created} ${userId}`,
      '$:card': '"12"',
      a: '1',
    });
    expect(await redis.hgetall(keys[2])).toEqual({ [id]: deadline });
    expect(await redis.pttl(keys[0])).toBeLessThanOrEqual(60_000);
    expect(await redis.pttl(keys[2])).toBeGreaterThan(590_000);
  });

  it('have an index whose time to live is that of its longest session', async () => {
    const kept = await scripts.keep();
    const short = drawKept();
    const keys = [short.keys[0], short.keys[1], kept.keys[2]];
    const args = [short.id, short.secretHash, '1000', '1000', clientField, credentialVersion];
    await scripts.run('create', keys, [...args, kept.userId]);
    expect(await redis.pttl(kept.keys[2])).toBeGreaterThan(590_000);

    const long = drawKept();
    const lifetimes = ['60000', '900000'];
    const longArgs = [long.id, long.secretHash, ...lifetimes, clientField, credentialVersion];
    await scripts.run(
      'create',
      [long.keys[0], long.keys[1], kept.keys[2]],
      [...longArgs, kept.userId],
    );
    expect(await redis.pttl(kept.keys[2])).toBeGreaterThan(890_000);
  });

  it('lose the index entries that are past their deadline when ids are listed', async () => {
    const { id, keys } = await scripts.keep();
    await redis.hset(keys[2], 'past', (1_000_000).toString(36));
    expect(await scripts.run('list-ids', [keys[2]], [])).toEqual([id]);
    expect(await redis.hkeys(keys[2])).toEqual([id]);
  });

  it('lose the index entries without a session when they are described', async () => {
    const kept = await scripts.keep();
    await redis.del(kept.keys[0]);
    expect(await scripts.describe(kept)).toBe('GONE');
    expect(await redis.exists(kept.keys[2])).toBe(0);
  });

  it('are answered as an array where a key holds a line feed', async () => {
    const kept = await scripts.keep('a\nb', '1');
    const reply = await scripts.on('load', kept);
    const text: unknown = expect.any(String);
    expect(reply).toEqual(['FOUND', text, text, clientField, 'a\nb', '1']);
  });

  it('leave a tombstone that stays as long as was asked', async () => {
    const { keys } = await scripts.keepEnded();
    expect(await redis.pttl(keys[1])).toBeGreaterThan(55_000);
    expect(await redis.pttl(keys[1])).toBeLessThanOrEqual(60_000);
    expect(await redis.exists(keys[0], keys[2])).toBe(0);
  });
});
