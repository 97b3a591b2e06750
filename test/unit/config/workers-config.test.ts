import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../src/config/parse-config.ts';

const nodes = 'redis://a:6379?id=a redis://b:6379?id=b';
const keys = 'a-key-of-a-test-that-is-long-enough-to-sign';

function parsed(env: Readonly<Record<string, string>>): number {
  return parseConfig(env, () => '').workers;
}

describe('RINGGATE_WORKERS', () => {
  it('is 1 by default, whatever the nodes and keys are', () => {
    expect(parsed({})).toBe(1);
    expect(parsed({ RINGGATE_WORKERS: '1' })).toBe(1);
  });

  it('may be more over Redis nodes with keys of the cookie', () => {
    const env = { RINGGATE_NODES: nodes, RINGGATE_COOKIE_KEYS: keys };
    expect(parsed({ ...env, RINGGATE_WORKERS: '4' })).toBe(4);
  });

  it.each([
    ['by default', {}],
    ['that were named', { RINGGATE_NODES: 'memory:?id=a' }],
  ])('is refused with nodes in the process %s, and says the way out', (_which, env) => {
    const start = (): number =>
      parsed({ ...env, RINGGATE_COOKIE_KEYS: keys, RINGGATE_WORKERS: '2' });
    expect(start).toThrow(
      /^ {2}RINGGATE_WORKERS: must be 1 while sessions are kept in the process.*Name Redis nodes in RINGGATE_NODES \(found "2"\)/m,
    );
    expect(start).not.toThrow(/key of the cookie/);
  });

  it('is refused with a random key of the cookie, and says the way out', () => {
    const start = (): number => parsed({ RINGGATE_NODES: nodes, RINGGATE_WORKERS: '2' });
    expect(start).toThrow(
      /^ {2}RINGGATE_WORKERS: must be 1 while the key of the cookie is random.*Set RINGGATE_COOKIE_KEYS \(found "2"\)/m,
    );
    expect(start).not.toThrow(/kept in the process/);
  });

  it('tells both at once', () => {
    const start = (): number => parsed({ RINGGATE_WORKERS: '2' });
    expect(start).toThrow(/kept in the process/);
    expect(start).toThrow(/key of the cookie/);
  });
});
