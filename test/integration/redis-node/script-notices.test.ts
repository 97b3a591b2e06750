import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { ScriptName } from '../../../src/store/redis/script-source.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../../support/redis-server.ts';
import { drawSecretHash, drawUserId } from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { drawKept, ScriptRunner, type Kept } from './script-runner.ts';

const limits = ['10', '1000', '1000'];

/** Something that scripts do to a session, and what it tells. */
interface Deed {
  readonly name: string;
  readonly tells: readonly string[];
  readonly act: (scripts: ScriptRunner, kept: Kept) => Promise<unknown>;
}

/** A script that changes values of a session that has `n` = 1 and, from a login, `card`. */
function change(name: ScriptName, tells: readonly string[], ...args: string[]): Deed {
  return {
    name: `${name} ${args.join(' ')}`,
    tells,
    act: (scripts, kept) => scripts.on(name, kept, ...args),
  };
}

const deeds: readonly Deed[] = [
  change('set', ['changed'], '', ...limits, 'n', '2'),
  change('set', ['changed'], '', ...limits),
  change('delete', ['changed'], '', 'n'),
  change('increment', ['changed'], '', ...limits, 'n', '1'),
  { name: 'rotate', tells: ['renewed'], act: (scripts, kept) => scripts.rotate(kept) },
  { name: 'end', tells: ['ended'], act: (scripts, kept) => scripts.endByUser(kept) },
  change('set', [], '7', ...limits, 'n', '2'),
  change('set', [], '', ...limits, 'card', '2'),
  change('set', [], '', '1', '1000', '1000', 'b', '2'),
  change('delete', [], '', 'none'),
  change('delete', [], '', 'card'),
  change('increment', [], '', '10', '1', '1', 'n', '999'),
  change('load', []),
  change('peek', []),
  { name: 'create, again', tells: [], act: (scripts, kept) => scripts.create(kept) },
  { name: 'describe', tells: [], act: (scripts, kept) => scripts.describe(kept) },
  {
    name: 'rotate, refused',
    tells: [],
    act: (scripts, kept) => scripts.rotate(kept, drawUserId()),
  },
  {
    name: 'end, refused',
    tells: [],
    act: (scripts, kept) => scripts.endByUser(kept, drawUserId()),
  },
  {
    name: 'end of a session that is gone',
    tells: [],
    act: (scripts) => scripts.endByUser(drawKept()),
  },
  {
    name: 'set with an old secret',
    tells: [],
    act: (scripts, kept) =>
      scripts.on('set', { ...kept, secretHash: drawSecretHash() }, '', ...limits, 'n', '2'),
  },
];

describe('what scripts publish', () => {
  let server: RedisServer;
  let redis: Redis;
  let subscriber: Redis;
  const published: string[] = [];

  beforeAll(async () => {
    server = await RedisServer.start();
    redis = server.client();
    subscriber = server.client();
    subscriber.on('pmessage', (_pattern, channel: string, message: string) => {
      published.push(`${channel} ${message}`);
    });
    await subscriber.psubscribe('*');
  });

  afterAll(async () => {
    redis.disconnect();
    subscriber.disconnect();
    await assertNoKeyWithoutTtl(server);
    await server.stop();
  });

  /** All that is published while something is done. */
  async function publishedBy(act: () => Promise<unknown>): Promise<string[]> {
    published.length = 0;
    await act();
    await redis.publish('that', 'is all');
    await waitFor('all has come', () => published.includes('that is all'));
    return published.slice(0, -1);
  }

  it.each(deeds)('is, for $name, $tells', async ({ act, tells }) => {
    const scripts = new ScriptRunner(redis);
    const kept = await scripts.keep('n', '1', '$:card', '1');
    const messages = await publishedBy(() => act(scripts, kept));
    expect(messages.map((message) => message.replace(/ [0-9a-z]{8}$/, ''))).toEqual(
      tells.map((kind) => `e:{${kept.id}} ${kind}`),
    );
    const [seconds] = await redis.time();
    for (const message of messages) {
      const at = Number.parseInt(message.split(' ')[2] ?? '', 36);
      expect(Math.abs(at - Number(seconds) * 1_000)).toBeLessThan(5_000);
    }
  });

  it('is nothing for a login that is repeated', async () => {
    const scripts = new ScriptRunner(redis);
    const { id, secretHash, userId, keys } = await scripts.keep();
    const args = [id, secretHash, drawSecretHash(), '60000', '600000', '- ', 'abcdefghijk', userId];
    const rotate = (): Promise<unknown> => scripts.run('rotate', keys, args);
    expect(await publishedBy(rotate)).toHaveLength(1);
    expect(await publishedBy(rotate)).toEqual([]);
  });
});
