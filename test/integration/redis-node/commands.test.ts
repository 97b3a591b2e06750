import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { CommandMonitor } from '../../support/command-monitor.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../../support/redis-server.ts';
import {
  changed,
  created,
  loaded,
  loginOf,
  rotationOf,
  sessionOf,
  setOf,
} from '../../support/session-fixtures.ts';
import { nodeOn } from './node-fixtures.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';

describe('the commands of a Redis node', () => {
  let server: RedisServer;
  let node: RedisSessionNode;
  let monitor: CommandMonitor;

  beforeAll(async () => {
    server = await RedisServer.start();
    node = nodeOn(server);
    await node.connect();
    monitor = await CommandMonitor.start([server]);
  });

  afterAll(async () => {
    monitor.stop();
    await node.close();
    await assertNoKeyWithoutTtl(server);
    await server.stop();
  });

  async function commandsOf(act: () => Promise<unknown>): Promise<string[]> {
    const commands = await monitor.during(act);
    return commands.map(([name = '']) => name.toUpperCase());
  }

  it('are one for each read and each write', async () => {
    const draft = await created(storeOn(node));
    expect(await commandsOf(() => loaded(storeOn(node), draft))).toEqual(['EVALSHA']);
    expect(await commandsOf(() => storeOn(node).load(draft, 'metadata'))).toEqual(['EVALSHA']);
    expect(await commandsOf(() => storeOn(node).peek(draft, 'all'))).toEqual(['EVALSHA']);
    expect(await commandsOf(() => changed(storeOn(node), draft, setOf(['a', '1'])))).toEqual([
      'EVALSHA',
    ]);
    const remove = { kind: 'delete', key: 'a' } as const;
    expect(await commandsOf(() => changed(storeOn(node), draft, remove))).toEqual(['EVALSHA']);
    const rotation = rotationOf();
    expect(await commandsOf(() => storeOn(node).rotate(draft, rotation))).toEqual(['EVALSHA']);
    const authority = { by: 'user', userId: rotation.login.userId } as const;
    expect(await commandsOf(() => storeOn(node).end(draft.id, authority))).toEqual(['EVALSHA']);
  });

  it('are two for a list of up to a hundred sessions', async () => {
    const login = loginOf();
    await created(storeOn(node), { login });
    expect(await commandsOf(() => storeOn(node).list(login.userId, 'all'))).toEqual([
      'EVALSHA',
      'EVALSHA',
    ]);
  });

  it('are none while nobody asks', async () => {
    // Longer than any interval at which a node that is DOWN is asked.
    expect(await commandsOf(() => setTimeout(1_200))).toEqual([]);
  });

  it('are sent again only when the server says that it does not know the script', async () => {
    const draft = await created(storeOn(node));
    await server.ask((client) => client.script('FLUSH'));
    const increment = { kind: 'increment', key: 'n', by: 1 } as const;
    const commands = await commandsOf(async () => {
      const outcome = await changed(storeOn(node), draft, increment);
      expect(sessionOf(outcome).values?.get('n')).toBe('1');
    });
    expect(commands).toEqual(['EVALSHA', 'EVAL']);
    expect(await commandsOf(() => changed(storeOn(node), draft, increment))).toEqual(['EVALSHA']);
  });

  it('find their replies beside those of other commands on the same connection', async () => {
    const drafts = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        created(storeOn(node), { values: new Map([['i', String(i)]]) }),
      ),
    );
    await server.ask((client) => client.script('FLUSH'));
    await Promise.all(
      drafts.map(async (draft, i) => {
        const [session, echo] = await Promise.all([
          loaded(storeOn(node), draft),
          node.client.echo(`echo ${i}`),
        ]);
        expect(session.values?.get('i')).toBe(String(i));
        expect(echo).toBe(`echo ${i}`);
      }),
    );
  });

  it('are told from a fault in the data, which is not unavailability', async () => {
    const draft = await created(storeOn(node));
    await node.client.set(`s:{${draft.id}}`, 'no hash', 'PX', 60_000);
    const failure = storeOn(node).load(draft, 'all');
    await expect(failure).rejects.not.toHaveProperty('code');
    await expect(failure).rejects.toMatchObject({
      message: 'the node a of the session store refused a command',
    });
    await failure.catch((error: unknown) => {
      expect(String((error as Error).cause)).toContain('WRONGTYPE');
    });
    expect(node.status).toBe('UP');
  });

  it('count the sessions and nothing else', async () => {
    await node.client.flushall();
    const login = loginOf();
    await created(storeOn(node), { login });
    const { id } = await created(storeOn(node), { login });
    await storeOn(node).end(id, { by: 'user', userId: login.userId });
    expect(await node.countSessions()).toBe(1);
    const pipeline = node.client.pipeline();
    for (let i = 0; i < 11_000; i += 1) pipeline.set(`s:{${i}}`, '', 'PX', 60_000);
    for (let i = 0; i < 11_000; i += 1) pipeline.set(`t:{${i}}`, '', 'PX', 60_000);
    await pipeline.exec();
    const estimate = await node.countSessions();
    expect(estimate).toBeGreaterThan(10_000);
    expect(estimate).toBeLessThan(12_000);
    await node.client.flushall();
  });
});
