import { describe, expect, it } from '@jest/globals';
import {
  isRecentEnough,
  readServerFacts,
  warningsAbout,
} from '../../../../src/store/redis/server-facts.ts';

const info = [
  '# Server',
  'redis_version:7.2.4',
  'valkey_version:8.0.1',
  'loading:0',
  'aof_enabled:0',
  'maxmemory_policy:noeviction',
  'role:master',
  '',
].join('\r\n');

describe('readServerFacts', () => {
  it('reads INFO', () => {
    expect(readServerFacts(info, '3600 1')).toEqual({
      version: '7.2.4',
      isLoading: false,
      isReplica: false,
      evictionPolicy: 'noeviction',
      isPersistent: true,
    });
  });

  it('does not know what was not said', () => {
    expect(readServerFacts('', undefined)).toEqual({
      version: undefined,
      isLoading: false,
      isReplica: false,
      evictionPolicy: undefined,
      isPersistent: undefined,
    });
  });
});

describe('isRecentEnough', () => {
  it.each([['6.2.0'], ['6.10.1'], ['7.0.15'], ['10.0.0'], [undefined]])('takes %s', (version) => {
    expect(isRecentEnough(version)).toBe(true);
  });

  it.each([['6.0.16'], ['5.0.14'], ['2.8.4']])('refuses %s', (version) => {
    expect(isRecentEnough(version)).toBe(false);
  });
});

describe('warningsAbout', () => {
  it('has nothing to say of a server that keeps what it was given', () => {
    expect(warningsAbout(readServerFacts(info, '3600 1'))).toEqual([]);
    expect(
      warningsAbout(readServerFacts(info.replace('aof_enabled:0', 'aof_enabled:1'), '')),
    ).toEqual([]);
    expect(warningsAbout(readServerFacts(info, undefined))).toEqual([]);
  });

  it.each([
    ['maxmemory_policy:noeviction', 'maxmemory_policy:allkeys-lru', /drops sessions/],
    ['role:master', 'role:slave', /takes no writes/],
  ])('warns when %s is %s', (before, after, warning) => {
    const warnings = warningsAbout(readServerFacts(info.replace(before, after), '3600 1'));
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  it('warns of a server that persists nothing', () => {
    expect(warningsAbout(readServerFacts(info, ''))).toEqual([
      expect.stringMatching(/persists nothing/),
    ]);
  });
});
