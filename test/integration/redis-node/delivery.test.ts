import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fenceOf } from '../../../src/ring/placement.ts';
import type { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import type { RecordCopy } from '../../../src/store/record-moves.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { firstTopologyOf } from '../../support/ring-of-nodes.ts';
import { draftOf, loginOf } from '../../support/session-fixtures.ts';
import { nodeOn } from './node-fixtures.ts';

const topology = firstTopologyOf([{ id: 'a' }]);
const fence = fenceOf(topology);

describe('a copy that is put down', () => {
  let server: RedisServer;
  let node: RedisSessionNode;

  beforeAll(async () => {
    server = await RedisServer.start();
    node = nodeOn(server);
    await node.connect();
    await node.ring.install(topology);
  });

  afterAll(async () => {
    await node.close();
    await server.stop();
  });

  /** Of a session that is here no more. By the clock of this node its absolute lifetime ends in so many milliseconds. */
  async function copyWith(lifetimeMs: number, login = loginOf()): Promise<RecordCopy> {
    const draft = draftOf({ login });
    await node.create(draft, fence);
    const outcome = await node.moves.exportRecord(draft.id, fence);
    if (outcome.state !== 'copied') throw new Error(`The record is ${outcome.state}`);
    await node.moves.removeRecord(draft.id, login.userId, fence);
    const deadline = ((await node.moves.time()) + lifetimeMs).toString(36);
    const fields = outcome.copy.fields.map((text, at, all) =>
      all[at - 1] === '$s' ? `${draft.secretHash} ${deadline}` : text,
    );
    return { ...outcome.copy, fields, ttlMs: 600_000 };
  }

  async function putDown(copy: RecordCopy): Promise<string> {
    return node.moves.importRecord({ copy, missedAt: await node.moves.time() }, fence);
  }

  it('lives no longer than its absolute lifetime lasts by the clock here', async () => {
    const copy = await copyWith(5_000);
    expect(await putDown(copy)).toBe('imported');
    const leftMs = await server.ask((client) => client.pttl(`s:{${copy.id}}`));
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(5_000);
  });

  it('is none when its absolute lifetime is over by the clock here', async () => {
    const login = loginOf();
    const copy = await copyWith(-1, login);
    expect(await putDown(copy)).toBe('imported');
    const keys = [`s:{${copy.id}}`, `u:{${login.userId}}`];
    expect(await server.ask((client) => client.exists(keys))).toBe(0);
  });

  it('shortens no index of its user, and lengthens one that would end before it', async () => {
    const login = loginOf();
    const index = `u:{${login.userId}}`;
    const leftMs = (): Promise<number> => server.ask((client) => client.pttl(index));
    await putDown(await copyWith(100_000, login));
    expect(await leftMs()).toBeLessThanOrEqual(100_000);
    await putDown(await copyWith(500_000, login));
    expect(await leftMs()).toBeGreaterThan(400_000);
    await putDown(await copyWith(200_000, login));
    expect(await leftMs()).toBeGreaterThan(400_000);
  });
});
