import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../../src/config/config-error.ts';
import { describeConfig } from '../../../src/config/describe-config.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { parseRingConfig, type RingAccess } from '../../../src/config/ring-config.ts';

type Env = Readonly<Record<string, string>>;

const nodes = 'redis://a:6379?id=a redis://b:6379?id=b';

describe('the options of the ring', () => {
  it('have defaults', () => {
    expect(parseConfig({}, () => '').ring).toEqual({
      credentials: { username: undefined, password: undefined },
      pollIntervalMs: 5_000,
      mover: false,
      moverRatePerSecond: 2_000,
      waitReplicas: 0,
      maxCommandsPerNode: 1_000,
    });
  });

  it('are read from the environment and the file', () => {
    const file = `
      nodeUsername: ringgate
      nodePassword: from the file
      ring: { mover: on, moverRate: 500, pollInterval: 2s, waitReplicas: 1, maxCommandsPerNode: 64 }
    `;
    const env = { RINGGATE_CONFIG: 'x.yaml', RINGGATE_NODES: nodes, RINGGATE_NODE_PASSWORD: 'env' };
    expect(parseConfig(env, () => file).ring).toEqual({
      credentials: { username: 'ringgate', password: 'env' },
      pollIntervalMs: 2_000,
      mover: true,
      moverRatePerSecond: 500,
      waitReplicas: 1,
      maxCommandsPerNode: 64,
    });
  });

  it('warn of a mover that has nothing to move', () => {
    expect(parseConfig({ RINGGATE_MOVER: 'on' }, () => '').warnings).toContainEqual(
      expect.stringMatching(/^RINGGATE_MOVER is on, but the nodes are in this process/),
    );
    const { warnings } = parseConfig({ RINGGATE_MOVER: 'on', RINGGATE_NODES: nodes }, () => '');
    expect(warnings.join()).not.toContain('RINGGATE_MOVER');
  });

  it.each(['memory:', 'redis+cluster://a,b'])('refuse to wait for replicas of %s', (url) => {
    const env = { RINGGATE_WAIT_REPLICAS: '1', RINGGATE_NODES: url };
    expect(() => parseConfig(env, () => '')).toThrow(/RINGGATE_WAIT_REPLICAS.* must be 0 with/);
  });

  it('are shown without the password', () => {
    const config = parseConfig(
      { RINGGATE_NODE_USERNAME: 'ringgate', RINGGATE_NODE_PASSWORD: 'the-secret' },
      () => '',
    );
    const shown = describeConfig(config);
    expect(shown).toMatch(/username: ringgate\n +password: "\*\*\*"/);
    expect(shown).not.toContain('the-secret');
  });
});

describe('what an operator needs of the configuration', () => {
  function read(env: Env, file = ''): RingAccess {
    return parseRingConfig(env, () => file);
  }

  it('is read in production without cookie keys and users', () => {
    const env = {
      NODE_ENV: 'production',
      RINGGATE_NODES: 'redis://:pw@a:6379?id=a&weight=3',
      RINGGATE_NODE_PASSWORD: 'secret',
    };
    expect(read(env)).toEqual({
      nodes: [{ id: 'a', weight: 3, kind: 'redis', url: 'redis://:pw@a:6379' }],
      credentials: { username: undefined, password: 'secret' },
      moverRatePerSecond: 2_000,
      waitReplicas: 0,
    });
  });

  it('is not kept back by faults of other options', () => {
    expect(read({ RINGGATE_NODES: nodes, PORT: 'x' }).nodes).toHaveLength(2);
  });

  it.each<[string, Env]>([
    ['no node is named', {}],
    ['the nodes are in the process of the gateway', { RINGGATE_NODES: 'memory:' }],
    ['a node is none', { RINGGATE_NODES: 'http://a' }],
    ['an id is there twice', { RINGGATE_NODES: 'redis://a?id=x redis://b?id=x' }],
    ['the rate is none', { RINGGATE_NODES: nodes, RINGGATE_MOVER_RATE: 'fast' }],
  ])('is refused when %s', (_what, env) => {
    expect(() => read(env)).toThrow(ConfigError);
  });

  it('says so when no node is named', () => {
    expect(() => read({})).toThrow('RINGGATE_NODES: is not set: it must name Redis nodes');
  });
});
