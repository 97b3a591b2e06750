import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { ScriptName } from '../../../src/store/redis/script-source.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../../support/redis-server.ts';
import { drawSecretHash, drawUserId } from '../../support/session-fixtures.ts';
import { drawKept, luaOf, ScriptRunner, type Kept } from './script-runner.ts';

const folder = new URL('../../../src/store/redis/scripts/', import.meta.url);
const limits = ['10', '1000', '1000'];

/** A state that a header names, and how to provoke it. */
type Provoke = (scripts: ScriptRunner) => Promise<unknown>;
type Cases = Readonly<Record<string, Provoke>>;

/** What each script that changes values answers. */
function changeCases(name: ScriptName, ...rest: string[]): Cases {
  return {
    'the session': async (scripts) => scripts.on(name, await scripts.keep('n', '1'), '', ...rest),
    GONE: (scripts) => scripts.on(name, drawKept(), '', ...rest),
    ENDED: async (scripts) => scripts.on(name, await scripts.keepEnded(), '', ...rest),
    ROTATED: async (scripts) => scripts.on(name, await scripts.keepRotated(), '', ...rest),
    CONFLICT: async (scripts) => scripts.on(name, await scripts.keep(), '7', ...rest),
    READ_ONLY: async (scripts) => scripts.on(name, await scripts.keep('$:n', '1'), '', ...rest),
  };
}

/** Changes a session whose value `a` is this text. */
function changeOf(name: ScriptName, text: string, ...rest: string[]): Provoke {
  return async (scripts) => scripts.on(name, await scripts.keep('a', text), '', ...rest);
}

/** A copy of this session on its way, missed so many milliseconds ago. */
async function deliver(scripts: ScriptRunner, kept: Kept, sinceMs = 0): Promise<unknown> {
  const [record, tombstone, index] = kept.keys;
  const source = await scripts.keep();
  const reply = await scripts.run('export', [source.keys[0], source.keys[1]], []);
  const copy = (reply as unknown[]).map(String);
  const ttl = copy.pop() ?? '';
  const args = [...copy, String(copy.length), ttl, String(Date.now() - sinceMs)];
  return scripts.run('delivering import', [record, tombstone, index], args);
}

/** Installs on a server whose ring has the fence `5 there` and the id `ring`. */
async function install(
  scripts: ScriptRunner,
  fenceToBe: string,
  ...rest: string[]
): Promise<unknown> {
  const key = `ring-${drawUserId()}`;
  await scripts.run('install', [key], ['5 there a', 'ring', 'the document', '', 'a']);
  const [ringId = 'ring', replacing = '', nodeId = 'a'] = rest;
  const reply = await scripts.run(
    'install',
    [key],
    [fenceToBe, ringId, 'the new one', replacing, nodeId],
  );
  await scripts.forget(key);
  return reply;
}

/** Every script but those that deliver first: their headers are those of the plain ones. */
const casesOf: Readonly<Partial<Record<ScriptName, Cases>>> = {
  create: {
    'the session': (scripts) => scripts.create(drawKept()),
    TAKEN: async (scripts) => scripts.create(await scripts.keepEnded()),
  },
  load: {
    'the session': async (scripts) => scripts.on('load', await scripts.keep()),
    GONE: (scripts) => scripts.on('load', drawKept()),
    ENDED: async (scripts) => scripts.on('load', await scripts.keepEnded()),
    ROTATED: async (scripts) => scripts.on('load', await scripts.keepRotated()),
  },
  peek: {
    'the session': async (scripts) => scripts.on('peek', await scripts.keep()),
    GONE: (scripts) => scripts.on('peek', drawKept()),
    ENDED: async (scripts) => scripts.on('peek', await scripts.keepEnded()),
    ROTATED: async (scripts) => scripts.on('peek', await scripts.keepRotated()),
  },
  set: {
    ...changeCases('set', ...limits, 'n', '2'),
    TOO_MANY_VALUES: changeOf('set', '1', '1', '99', '99', 'b', '2'),
    TOO_MANY_BYTES: changeOf('set', '1', '9', '3', '9', 'b', '2'),
  },
  delete: changeCases('delete', 'n'),
  increment: {
    ...changeCases('increment', ...limits, 'n', '1'),
    NOT_WHOLE: changeOf('increment', '1.5', ...limits, 'a', '1'),
    OUT_OF_RANGE: changeOf('increment', '9007199254740991', ...limits, 'a', '1'),
    TOO_MANY_VALUES: changeOf('increment', '1', '1', '99', '99', 'b', '1'),
    TOO_MANY_BYTES: changeOf('increment', '9', '9', '2', '2', 'a', '1'),
  },
  rotate: {
    'the session': async (scripts) => scripts.rotate(await scripts.keep()),
    GONE: (scripts) => scripts.rotate(drawKept()),
    ENDED: async (scripts) => scripts.rotate(await scripts.keepEnded()),
    ROTATED: async (scripts) => scripts.rotate(await scripts.keepRotated()),
    OTHER_LOGIN: async (scripts) => scripts.rotate(await scripts.keep(), drawUserId()),
  },
  end: {
    DONE: async (scripts) => scripts.endByUser(await scripts.keep()),
    GONE: (scripts) => scripts.endByUser(drawKept()),
    ENDED: async (scripts) => scripts.endByUser(await scripts.keepEnded()),
    ROTATED: async (scripts) => {
      const { id, keys } = await scripts.keep();
      return scripts.run('end', keys, [id, 'secret', drawSecretHash(), '60000']);
    },
    NOT_YOURS: async (scripts) => scripts.endByUser(await scripts.keep(), drawUserId()),
  },
  export: {
    ABSENT: (scripts) => scripts.on('export', drawKept()),
    ENDED: async (scripts) => scripts.on('export', await scripts.keepEnded()),
  },
  'delivering import': {
    IMPORTED: (scripts) => deliver(scripts, drawKept()),
    PRESENT: async (scripts) => deliver(scripts, await scripts.keep()),
    ENDED: async (scripts) => deliver(scripts, await scripts.keepEnded()),
    LATE: (scripts) => deliver(scripts, drawKept(), 2_500),
  },
  remove: {
    DONE: async (scripts) => {
      const { id, keys } = await scripts.keep();
      return scripts.run('remove', [keys[0], keys[2]], [id]);
    },
  },
  install: {
    INSTALLED: (scripts) => install(scripts, '6 new a', 'ring', '5 there a'),
    BEHIND: (scripts) => install(scripts, '7 new a', 'ring', '6 other a'),
    NEWER: (scripts) => install(scripts, '4 old a'),
    SPLIT: (scripts) => install(scripts, '5 other a'),
    OCCUPIED: (scripts) => install(scripts, '6 new b', 'ring', '', 'b'),
    FOREIGN: (scripts) => install(scripts, '6 new a', 'another'),
  },
  'end-lease': {
    DONE: (scripts) => scripts.run('end-lease', [drawUserId()], ['me']),
  },
  'write-checkpoint': {
    DONE: (scripts) => scripts.run('write-checkpoint', [drawUserId()], ['{}', '60']),
  },
  // These answer no state.
  'take-lease': {},
  'list-ids': {},
  describe: {
    'the session': async (scripts) => scripts.describe(await scripts.keep()),
    GONE: (scripts) => scripts.describe(drawKept()),
  },
};

describe('the header of a script', () => {
  let server: RedisServer;
  let redis: Redis;

  beforeAll(async () => {
    server = await RedisServer.start();
    redis = server.client();
  });

  afterAll(async () => {
    redis.disconnect();
    await assertNoKeyWithoutTtl(server);
    await server.stop();
  });

  describe.each(Object.entries(casesOf))('%s', (script, cases) => {
    const name = script as ScriptName;
    const [header = ''] = readFileSync(
      new URL(`${name.replace('delivering ', '')}.lua`, folder),
      'utf8',
    ).split('\n\n');
    const returns = header.slice(header.indexOf('-- Returns'));

    it('names what the tests below provoke, and nothing else', () => {
      const states = returns.match(/\b[A-Z]{3,}(?:_[A-Z]+)*\b(?! text)/g) ?? [];
      const session = returns.includes('the session (include/session.lua)') ? ['the session'] : [];
      expect([...session, ...states].sort()).toEqual(Object.keys(cases).sort());
    });

    for (const [state, provoke] of Object.entries(cases)) {
      it(`is right about ${state}`, async () => {
        const reply = await provoke(new ScriptRunner(redis));
        const lines: unknown[] = Array.isArray(reply) ? reply : String(reply).split('\n');
        expect(lines[0]).toBe(state === 'the session' ? 'FOUND' : state);
      });
    }

    it('names all keys that the script touches', () => {
      const calls = luaOf(name).matchAll(/redis\.p?call\('(?!TIME|PUBLISH)\w+', (\w+)/g);
      const places = [...calls].map(([, place]) => place);
      expect(places.length).toBeGreaterThan(0);
      // The others hold a key of KEYS, too.
      const known = ['KEYS', 'recordKey', 'ringKey', 'user'];
      expect(places.filter((place = '') => !known.includes(place))).toEqual([]);
    });

    it('publishes nowhere but on the channel of its record, or of the ring', () => {
      const publications = luaOf(name).match(/'PUBLISH'.*$/gm) ?? [];
      const channel =
        name === 'install' ? "'PUBLISH', 'ring', " : "'PUBLISH', 'e' .. string.sub(KEYS[1], 2), ";
      expect(publications.filter((each) => !each.startsWith(channel))).toEqual([]);
    });
  });
});
