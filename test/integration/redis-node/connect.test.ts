import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { NoticeRecorder } from '../../support/notice-recorder.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../../support/redis-server.ts';
import { changed, created, loaded, setOf } from '../../support/session-fixtures.ts';
import { AgedServer } from './aged-server.ts';
import { nodeOn, RecordingLog } from './node-fixtures.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';

const password = 'hunter2hunter2';

describe('connecting a Redis node', () => {
  let server: RedisServer;
  let node: RedisSessionNode | undefined;
  let log: RecordingLog;

  beforeAll(async () => {
    server = await RedisServer.start();
    await server.ask(async (client) => {
      await client.acl('SETUSER', 'gateway', 'on', `>${password}`, '~*', '&*', '+@all');
      await client.acl('SETUSER', 'modest', 'on', `>${password}`, '~*', '&e:*', '+@all');
      await client.acl('SETUSER', 'narrow', 'on', `>${password}`, '~*', '+ping');
      await client.acl(
        'SETUSER',
        'plain',
        'on',
        `>${password}`,
        '~*',
        '+@all',
        '-@dangerous',
        '-script',
      );
    });
  });

  afterEach(async () => {
    await node?.close();
    node = undefined;
  });

  afterAll(async () => {
    await assertNoKeyWithoutTtl(server);
    await server.stop();
  });

  function as(user: string, secret = password): RedisSessionNode {
    log = new RecordingLog();
    node = nodeOn({ url: `redis://${user}:${secret}@127.0.0.1:${server.port}/0` }, log);
    return node;
  }

  it('signs in with user and password', async () => {
    const signedIn = as('gateway');
    await signedIn.connect();
    expect(signedIn.status).toBe('UP');
  });

  it('rejects a database that the server does not have, and does not use another one', async () => {
    node = nodeOn({ url: `redis://127.0.0.1:${server.port}/99` }, new RecordingLog());
    await expect(node.connect()).rejects.toMatchObject({
      name: 'RedisNodeError',
      code: 'REDIS_ACCESS_DENIED',
      message: 'the node a refuses access: ERR DB index is out of range',
    });
    expect(node.status).toBe('DOWN');
  });

  it('rejects a wrong password, and tells it to nobody', async () => {
    const refused = as('gateway', 'not-the-password');
    const error: unknown = await refused.connect().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'RedisNodeError', code: 'REDIS_ACCESS_DENIED' });
    expect(String(error)).toMatch(/^RedisNodeError: the node a refuses access: WRONGPASS /);
    expect(JSON.stringify([error, log.lines])).not.toContain('not-the-password');
    expect(error).not.toHaveProperty('cause');
  });

  it('rejects a user who may not run scripts', async () => {
    await expect(as('narrow').connect()).rejects.toThrow(/^the node a refuses access: NOPERM /);
  });

  it('rejects a server that is too old', async () => {
    const aged = await AgedServer.start(server);
    const refused = nodeOn(aged);
    const error: unknown = await refused.connect().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'RedisNodeError', code: 'REDIS_TOO_OLD' });
    expect(String(error)).toMatch(
      /^RedisNodeError: the node a runs Redis 5\.\S+; 6\.2 or later is required$/,
    );
    expect(refused.status).toBe('DOWN');
    await aged.stop();
  });

  it('makes do without INFO, CONFIG and SCRIPT', async () => {
    const limited = as('plain');
    await server.ask((client) => client.script('FLUSH'));
    await limited.connect();
    expect(limited.status).toBe('UP');
    const draft = await created(storeOn(limited));
    expect((await loaded(storeOn(limited), draft)).id).toBe(draft.id);
  });

  it('changes sessions for a user who may not publish, warns, and listens to nothing', async () => {
    const limited = as('plain');
    await limited.connect();
    expect(log.lines).toContainEqual({
      level: 'warn',
      node: 'a',
      message:
        'the user may not publish, so nobody hears of changes; allow &e:* +publish +subscribe +unsubscribe',
    });
    const draft = await created(storeOn(limited));
    expect(await changed(storeOn(limited), draft, setOf(['a', '1']))).toMatchObject({
      state: 'found',
    });
    const refused = limited.listen(draft.id, () => undefined);
    await expect(refused).rejects.toThrow('the node a of the session store refused a command');
    expect(limited.status).toBe('UP');
  });

  it('hears changes as a user who may use their channels, and no other', async () => {
    const modest = as('modest');
    await modest.connect();
    expect(log.lines.filter(({ message }) => message.includes('publish'))).toEqual([]);
    const draft = await created(storeOn(modest));
    const recorder = await NoticeRecorder.start(modest, draft.id);
    await changed(storeOn(modest), draft, setOf(['a', '1']));
    expect(await recorder.heard(1)).toEqual(['changed']);
    recorder.stop();
  });

  it('uses the database that its URL names', async () => {
    node = nodeOn({ url: `${server.url}/3` });
    await node.connect();
    const { id } = await created(storeOn(node));
    const databases = await server.ask((client) => client.info('keyspace'));
    expect(databases).toContain('db3:keys=2');
    expect(await node.client.exists(`s:{${id}}`)).toBe(1);
    await node.client.flushdb();
  });

  it('connects by a Unix socket', async () => {
    const url = `redis+unix://${server.socketPath}?db=2`;
    node = new RedisSessionNode({ id: 'a', kind: 'redis+unix', url, log: new RecordingLog() });
    await node.connect();
    const draft = await created(storeOn(node));
    expect((await loaded(storeOn(node), draft)).id).toBe(draft.id);
    const recorder = await NoticeRecorder.start(node, draft.id);
    await changed(storeOn(node), draft, setOf(['a', '1']));
    expect(await recorder.heard(1)).toEqual(['changed']);
    expect(await node.countSessions()).toBe(1);
    expect(await node.ping()).toBeGreaterThan(0);
    await node.client.flushdb();
  });

  it('warns of a server that drops records or persists none, once', async () => {
    await server.ask((client) => client.config('SET', 'maxmemory-policy', 'volatile-lru'));
    const warned = as('gateway');
    await warned.connect();
    await server.ask((client) => client.config('SET', 'maxmemory-policy', 'noeviction'));
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        node: 'a',
        message:
          'maxmemory-policy is volatile-lru: a full server drops sessions; set it to noeviction',
      },
      {
        level: 'warn',
        node: 'a',
        message: 'the server persists nothing: a restart ends its sessions; set appendonly or save',
      },
    ]);
  });
});
