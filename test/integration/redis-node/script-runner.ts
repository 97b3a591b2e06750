import type { Redis } from 'ioredis';
import { readScripts, type ScriptName } from '../../../src/store/redis/script-source.ts';
import { drawId, drawSecretHash, drawUserId } from '../../support/session-fixtures.ts';

/** The field `$c` of every session here. */
export const clientField = '192.0.2.7 Firefox on Linux';

/** The credential version of every session here. */
export const credentialVersion = 'abcdefghijk';

/** The fence that the servers here have. */
const fence = '1 first';

const lua = new Map(readScripts().map((script) => [script.name, script.lua]));
const withoutFence: readonly ScriptName[] = [
  'install',
  'take-lease',
  'end-lease',
  'write-checkpoint',
];

/** The text of a script as the server gets it. */
export function luaOf(name: ScriptName): string {
  return lua.get(name) ?? '';
}

/** A session that a test made with the scripts alone. */
export interface Kept {
  readonly id: string;
  readonly secretHash: string;
  readonly userId: string;
  /** Record, tombstone and index. */
  readonly keys: readonly [string, string, string];
}

/** What a session would be made of. */
export function drawKept(): Kept {
  const id = drawId();
  const userId = drawUserId();
  const keys = [`s:{${id}}`, `t:{${id}}`, `u:{${userId}}`] as const;
  return { id, secretHash: drawSecretHash(), userId, keys };
}

/** Runs the scripts without a node, so that their replies are seen as they are. */
export class ScriptRunner {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** With the server's fence, where the script has one. */
  async run(name: ScriptName, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    if (withoutFence.includes(name)) return this.#eval(name, keys, args);
    await this.#redis.hset('ring', { fence, ringId: 'ring', document: '{}' });
    return this.runAs(fence, name, keys, args);
  }

  /** As a caller with this fence. */
  runAs(
    callersFence: string,
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
  ): Promise<unknown> {
    return this.#eval(name, [...keys, 'ring'], [...args, callersFence]);
  }

  #eval(name: ScriptName, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    return this.#redis.eval(luaOf(name), keys.length, ...keys, ...args);
  }

  create({ id, secretHash, userId, keys }: Kept, ...fields: string[]): Promise<unknown> {
    const args = [id, secretHash, '60000', '600000', clientField, credentialVersion, userId];
    return this.run('create', keys, [...args, ...fields]);
  }

  rotate({ id, secretHash, userId, keys }: Kept, loginUserId = userId): Promise<unknown> {
    const times = ['60000', '600000'];
    const login = [clientField, credentialVersion, loginUserId];
    return this.run('rotate', keys, [id, secretHash, drawSecretHash(), ...times, ...login]);
  }

  endByUser({ id, keys, userId }: Kept, asUserId = userId): Promise<unknown> {
    return this.run('end', keys, [id, 'user', asUserId, '60000']);
  }

  async describe({ id, keys, userId }: Kept): Promise<unknown> {
    const replies = await this.run('describe', [keys[2], keys[0]], ['all', userId, id]);
    if (!Array.isArray(replies)) throw new Error('describe.lua answers an array');
    return replies.at(0) as unknown;
  }

  /** Runs a script that takes a record, its tombstone and the secret's hash. */
  on(name: ScriptName, { keys, secretHash }: Kept, ...args: string[]): Promise<unknown> {
    return this.run(name, [keys[0], keys[1]], [secretHash, 'all', ...args]);
  }

  /** Deletes a key that would stay. */
  async forget(key: string): Promise<void> {
    await this.#redis.del(key);
  }

  /** A live session with these fields of values. */
  async keep(...fields: string[]): Promise<Kept> {
    const kept = drawKept();
    await this.create(kept, ...fields);
    return kept;
  }

  /** A live session, as somebody knows it who has an old secret. */
  async keepRotated(): Promise<Kept> {
    return { ...(await this.keep()), secretHash: drawSecretHash() };
  }

  /** A session that was ended. */
  async keepEnded(): Promise<Kept> {
    const kept = await this.keep();
    await this.endByUser(kept);
    return kept;
  }
}
