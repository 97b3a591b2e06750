import { describe, expect, it } from '@jest/globals';
import type { GatewayConfig } from '../../../src/config/gateway-config.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';

function parse(file: string, env: Readonly<Record<string, string>> = {}): GatewayConfig {
  return parseConfig({ RINGGATE_CONFIG: 'ringgate.yaml', ...env }, () => file);
}

/** Lines of the message, in production. */
function faultsOf(file: string, env: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    parse(file, { NODE_ENV: 'production', ...env });
  } catch (error) {
    return String(error).split('\n').slice(1);
  }
  return [];
}

describe('the configuration file', () => {
  it('sets what variables set', () => {
    const config = parse(`
      port: 5001
      nodes:
        - redis://a:1?id=a&weight=15
        - redis://b:1?id=b&weight=20
      cookie: { secure: true, keys: ["${'0'.repeat(32)}"] }
      sessions: { idleTimeout: 10m, maxNewAnonymous: 7 }
      http:
        allowedOrigins: [https://one.example, https://two.example]
      graphql: { introspection: off }
    `);
    expect(config).toMatchObject({
      listen: { port: 5001 },
      nodes: [
        { id: 'a', weight: 15 },
        { id: 'b', weight: 20 },
      ],
      cookie: { secure: true, keys: ['0'.repeat(32)] },
      sessions: { user: { idleTimeoutMs: 600_000 }, maxNewAnonymousPerMinute: 7 },
      http: { allowedOrigins: ['https://one.example', 'https://two.example'] },
      graphql: { introspection: false },
    });
  });

  it('gives way to the environment', () => {
    expect(parse('port: 5001', { PORT: '5002' }).listen.port).toBe(5002);
    expect(parse('port: 5001', { PORT: '' }).listen.port).toBe(5001);
  });

  it('may be empty, hold comments only, or have empty values', () => {
    for (const file of ['', '# nothing yet\n', 'port:\ncookie:\n  name: ""\n']) {
      expect(parse(file).listen.port).toBe(4000);
    }
  });

  it('may be JSON', () => {
    expect(parse('{"port": 5001}').listen.port).toBe(5001);
  });

  it('names file and key in a fault', () => {
    expect(() => parse('port: many')).toThrow(
      'ringgate.yaml: port: must be a whole number from 0 to 65535 (found "many")',
    );
  });

  it('names file and key in a warning', () => {
    expect(parse('demo: on\nusersFile: u').warnings).toContainEqual(
      expect.stringMatching(/^ringgate\.yaml: demo has no effect/),
    );
  });

  it.each([
    [
      'cookie: { nmae: x }',
      'ringgate.yaml: cookie.nmae: is no key that Ringgate knows: did you mean cookie.name?',
    ],
    ['__proto__: { port: 1 }', 'ringgate.yaml: __proto__.port: is no key'],
    ['port: 1\nport: 2', 'ringgate.yaml: must be valid YAML: DUPLICATE_KEY in line 2, column 1'],
    ['nodes: [{ url: redis://a }]', 'ringgate.yaml: nodes: must hold a text or a list of texts'],
    [
      [
        'a: &a0 [x]',
        ...Array.from('123', (n) => `k${n}: &a${n} [${`*a${+n - 1},`.repeat(9)}]`),
      ].join('\n'),
      'ringgate.yaml: must write out its aliases',
    ],
    ['- port', 'ringgate.yaml: must hold keys with values'],
  ])('is refused when it holds %j', (file, message) => {
    expect(() => parse(file)).toThrow(message);
  });

  const good = { nodes: ['memory:'], usersFile: 'u', cookie: { keys: ['0'.repeat(32)] } };

  it.each([
    ['a list of mappings', { nodes: [{ memory: null }] }, 'nodes: must hold a text or a list'],
    ['a mapping', { nodes: { memory: 'x' } }, 'nodes.memory: is no key that Ringgate knows'],
    ['a text', { cookie: 'x' }, 'cookie: is no key that Ringgate knows'],
  ])('is read beside a key that wrongly holds %s', (_case, wrong, message) => {
    const file = JSON.stringify({ ...good, ...wrong, port: 'many' });
    expect(faultsOf(file)).toEqual([
      expect.stringContaining(`ringgate.yaml: ${message}`),
      expect.stringContaining('ringgate.yaml: port: must be a whole number'),
    ]);
  });

  it('tells nothing about what it would set when it is broken', () => {
    expect(faultsOf('nodes: [', { PORT: 'many', RINGGATE_DEMO: 'on' })).toEqual([
      expect.stringContaining('ringgate.yaml: must be valid YAML'),
      expect.stringContaining('PORT: must be a whole number'),
      expect.stringContaining('RINGGATE_DEMO: must not be on in production'),
    ]);
  });

  it('is wrong at a key that is misshapen though a variable sets the option', () => {
    const file = JSON.stringify({ ...good, nodes: [{ memory: null }] });
    expect(faultsOf(file, { RINGGATE_NODES: 'redis://a redis://a' })).toEqual([
      expect.stringContaining('ringgate.yaml: nodes: must hold'),
      expect.stringContaining('RINGGATE_NODES: must give every node an id of its own'),
      expect.stringContaining('RINGGATE_NODES: must name every database once'),
    ]);
  });

  it('is quoted nowhere when it is broken, since it may hold keys', () => {
    expect(() => parse('cookie: { keys: *hunter2')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') as unknown }),
    );
  });

  it('must be there', () => {
    const missing = (): never => {
      throw new Error('ENOENT: no such file');
    };
    expect(() => parseConfig({ RINGGATE_CONFIG: 'nope.yaml' }, missing)).toThrow(
      'RINGGATE_CONFIG: must name a file that can be read: ENOENT: no such file (found "nope.yaml")',
    );
  });

  it('is not looked for when none is named', () => {
    const fail = (): never => {
      throw new Error('asked for a file');
    };
    expect(parseConfig({}, fail).listen.port).toBe(4000);
  });
});
