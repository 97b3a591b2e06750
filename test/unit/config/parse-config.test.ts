import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../../src/config/config-error.ts';
import type { GatewayConfig } from '../../../src/config/gateway-config.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';

const key = 'k'.repeat(32);
const production = {
  NODE_ENV: 'production',
  RINGGATE_COOKIE_KEYS: key,
  RINGGATE_USERS_FILE: '/etc/ringgate/users.yaml',
  RINGGATE_NODES: 'redis://a:6379?id=a redis://b:6379?id=b',
};

type Env = Readonly<Record<string, string>>;

function parse(env: Env = {}, file = ''): GatewayConfig {
  return parseConfig(env, () => file);
}

function faults(env: Env, file = ''): string[] {
  try {
    parse(env, file);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.faults.map(({ place, rule, value }) =>
        value === undefined ? `${place}: ${rule}` : `${place}: ${rule} <${value}>`,
      );
    }
    throw error;
  }
  return [];
}

describe('an empty environment', () => {
  it('gives a gateway for one machine', () => {
    const config = parse();
    expect(config).toMatchObject({
      production: false,
      listen: { host: '127.0.0.1', port: 4000 },
      embeddedNodes: true,
      cookie: { name: 'session', secure: false, sameSite: 'Lax', domain: undefined },
      login: { demo: true, usersFile: undefined },
      graphql: { introspection: true, playground: true },
    });
    expect(config.nodes.map(({ id, kind, weight }) => `${kind} ${id} ${weight}`)).toEqual([
      'memory memory-1 1',
      'memory memory-2 1',
      'memory memory-3 1',
    ]);
    expect(config.sessions).toEqual({
      user: { idleTimeoutMs: 30 * 60_000, absoluteLifetimeMs: 12 * 3_600_000 },
      anonymous: { idleTimeoutMs: 60 * 60_000, absoluteLifetimeMs: 12 * 3_600_000 },
      maxValues: 64,
      maxValueBytes: 16 * 1024,
      maxSessionBytes: 64 * 1024,
      maxAnonymousBytes: 16 * 1024,
      maxSessionsPerUser: 20,
      sessionsOverflow: 'end-oldest',
      maxSubscriptionsPerSession: 16,
      maxSubscriptions: 10_000,
      maxNewAnonymousPerMinute: undefined,
    });
  });

  it('says that sessions end with the process', () => {
    expect(parse().warnings).toContainEqual(
      expect.stringMatching(/^RINGGATE_NODES .*end with it\.$/),
    );
  });

  it('signs with a random key of 32 bytes, and says so', () => {
    const [first] = parse().cookie.keys;
    expect(Buffer.from(first ?? '', 'base64url')).toHaveLength(32);
    expect(parse().cookie.keys[0]).not.toBe(first);
    expect(parse().warnings).toContainEqual(
      expect.stringMatching(/^RINGGATE_COOKIE_KEYS .*random/),
    );
  });

  it('is the same as one of empty variables', () => {
    const empty = {
      HOST: '',
      PORT: ' ',
      RINGGATE_NODES: '',
      RINGGATE_COOKIE_KEYS: '',
      RINGGATE_X: '',
    };
    expect({ ...parse(empty), cookie: undefined }).toEqual({ ...parse(), cookie: undefined });
  });

  it('gives a configuration that nobody can change', () => {
    const config = parse();
    const parts = [
      config,
      config.cookie,
      config.cookie.keys,
      config.nodes[0],
      config.sessions.user,
    ];
    expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([]);
  });
});

describe('production', () => {
  it('starts with keys, users and nodes, and no warning', () => {
    const config = parse(production);
    expect(config).toMatchObject({
      production: true,
      embeddedNodes: false,
      cookie: { name: '__Host-session', secure: true, keys: [key] },
      login: { demo: false, usersFile: '/etc/ringgate/users.yaml' },
      sessions: { maxNewAnonymousPerMinute: 60 },
      graphql: { introspection: false, playground: false },
      warnings: [],
    });
  });

  it('requires keys, users and nodes, and says so at once', () => {
    const found = faults({ NODE_ENV: 'production' });
    expect(found).toHaveLength(3);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^RINGGATE_COOKIE_KEYS: must be set in production/),
        expect.stringMatching(
          /^RINGGATE_USERS_FILE: .*ringgate users add <name> --file users\.yaml/,
        ),
        expect.stringMatching(/^RINGGATE_NODES: must name the nodes in production/),
      ]),
    );
  });

  it('never has the demo user', () => {
    expect(faults({ ...production, RINGGATE_DEMO: 'on' })).toEqual([
      expect.stringMatching(/^RINGGATE_DEMO: must not be on in production/),
    ]);
  });

  it.each([
    ['an id that was not given', { RINGGATE_NODES: 'redis://a:6379' }, /^RINGGATE_NODES .*a:6379/],
    ['nodes in the process', { RINGGATE_NODES: 'memory:?id=m' }, /^RINGGATE_NODES .*process/],
    ['a cookie over plain http', { RINGGATE_COOKIE_SECURE: 'off' }, /^RINGGATE_COOKIE_SECURE/],
    ['no limit of anonymous sessions', { RINGGATE_MAX_NEW_ANONYMOUS_SESSIONS: 'off' }, /ANONYMOUS/],
    ['an origin without TLS', { RINGGATE_ALLOWED_ORIGINS: 'http://app.example' }, /http:\/\/app/],
    ['everybody as a proxy', { RINGGATE_TRUST_PROXY: '0.0.0.0/0' }, /^RINGGATE_TRUST_PROXY/],
    ['a blind playground', { RINGGATE_PLAYGROUND: 'on' }, /^RINGGATE_PLAYGROUND .*no completion/],
  ])('warns of %s', (_, relaxation, warning) => {
    expect(parse({ ...production, ...relaxation }).warnings).toEqual([
      expect.stringMatching(warning),
    ]);
  });
});

describe('the playground', () => {
  it('is there without a warning where introspection is', () => {
    const asked = { RINGGATE_PLAYGROUND: 'on', RINGGATE_INTROSPECTION: 'on' };
    expect(parse({ ...production, ...asked })).toMatchObject({
      graphql: { introspection: true, playground: true },
      warnings: [],
    });
  });

  it('can be switched off', () => {
    expect(parse({ RINGGATE_PLAYGROUND: 'off' }).graphql.playground).toBe(false);
  });
});

describe('users', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('are the demo user on %s', (HOST) => {
    expect(parse({ HOST }).login.demo).toBe(true);
  });

  it.each(['0.0.0.0', '::', '192.168.0.2', 'gateway.example'])('must be named on %s', (HOST) => {
    expect(faults({ HOST })).toEqual([
      expect.stringMatching(/^RINGGATE_USERS_FILE: .*RINGGATE_DEMO=on/),
    ]);
  });

  it('are the demo user on any address when that is asked for, with a warning', () => {
    const config = parse({ HOST: '0.0.0.0', RINGGATE_DEMO: 'on' });
    expect(config.login.demo).toBe(true);
    expect(config.warnings).toContainEqual(expect.stringMatching(/^RINGGATE_DEMO is on/));
  });

  it('must be named when the demo user is off', () => {
    expect(faults({ RINGGATE_DEMO: 'off' })).toEqual([
      expect.stringMatching(/^RINGGATE_USERS_FILE: .*RINGGATE_DEMO is off/),
    ]);
  });

  it('of a file leave no demo user', () => {
    const config = parse({ RINGGATE_USERS_FILE: 'users.yaml', RINGGATE_DEMO: 'on' });
    expect(config.login).toMatchObject({ demo: false, usersFile: 'users.yaml' });
    expect(config.warnings).toContainEqual(expect.stringMatching(/^RINGGATE_DEMO has no effect/));
  });
});

describe('faults', () => {
  it('are all in one message, with variable, rule and value', () => {
    const env = {
      PORT: '65536',
      RINGGATE_IDLE_TIMEOUT: '30',
      RINGGATE_MAX_VALUES: 'many',
      RINGGATE_ALLOWED_ORIGINS: 'https://ok.example *',
    };
    expect(faults(env)).toEqual([
      'PORT: must be a whole number from 0 to 65535 <65536>',
      'RINGGATE_IDLE_TIMEOUT: must be a duration from 1ms to 400d, as in 90s, 30m or 12h <30>',
      'RINGGATE_MAX_VALUES: must be a whole number from 1 to 3000 <many>',
      expect.stringMatching(/^RINGGATE_ALLOWED_ORIGINS: must be an exact origin .* <\*>$/),
    ]);
    expect(() => parse(env)).toThrow(/4 faults:\n {2}PORT: .*\(found "65536"\)\n {2}RINGGATE_IDLE/);
  });

  it('tell the exit code', () => {
    expect(() => parse({ PORT: 'x' })).toThrow(expect.objectContaining({ exitCode: 78 }));
  });

  it('never show a key or a password', () => {
    const env = {
      RINGGATE_COOKIE_KEYS: 'hunter2, hunter2hunter2',
      RINGGATE_COOKIE_KEY: 'hunter2',
      RINGGATE_NODES:
        'redis://u:hunter2@h:1/x redis://h?password=hunter2 redis://:hunter2 hunter2@h',
    };
    expect(faults(env).length).toBeGreaterThan(5);
    expect(faults(env).join('\n')).not.toContain('hunter2');
  });

  it('name each key that is too short by its place', () => {
    expect(faults({ RINGGATE_COOKIE_KEYS: `${key}, ${'k'.repeat(31)}` })).toEqual([
      expect.stringMatching(/^RINGGATE_COOKIE_KEYS: key 2 must have at least 32 bytes, not 31/),
    ]);
  });

  it('are not said again of what rests on them', () => {
    expect(faults({ RINGGATE_IDLE_TIMEOUT: 'long', RINGGATE_ABSOLUTE_LIFETIME: '1m' })).toEqual([
      expect.stringMatching(/^RINGGATE_IDLE_TIMEOUT: must be a duration/),
    ]);
  });

  it.each([
    ['RINGGATE_COOKIE_KEY', 'RINGGATE_COOKIE_KEYS'],
    ['RINGGATE_IDLE_TIMOUT', 'RINGGATE_IDLE_TIMEOUT'],
    ['RINGGATE_TRUST_PROXIES', 'RINGGATE_TRUST_PROXY'],
  ])('ask of %s whether %s was meant', (typed, meant) => {
    expect(faults({ [typed]: 'x' })).toEqual([
      `${typed}: is no variable that Ringgate knows: did you mean ${meant}?`,
    ]);
  });

  it('are said of an unknown variable that is like no other', () => {
    expect(faults({ RINGGATE_ZZZZZZ: 'x' })).toEqual([
      'RINGGATE_ZZZZZZ: is no variable that Ringgate knows',
    ]);
  });

  it('are not said of what Kubernetes sets beside a Service of that name', () => {
    const env = {
      RINGGATE_PORT: 'tcp://10.0.0.1:80',
      RINGGATE_SERVICE_HOST: '10.0.0.1',
      RINGGATE_SERVICE_PORT: '80',
      RINGGATE_SERVICE_PORT_HTTP: '80',
      RINGGATE_PORT_80_TCP: 'tcp://10.0.0.1:80',
      RINGGATE_PORT_80_TCP_ADDR: '10.0.0.1',
      RINGGATE_REDIS_PORT_6379_TCP_PROTO: 'tcp',
      RINGGATE_REDIS_PORT: 'tcp://10.0.0.2:6379',
    };
    expect(faults(env)).toEqual([]);
    expect(faults({ RINGGATE_PORT: '4000' })).toHaveLength(1);
  });

  it('are said of a NODE_ENV that is nearly production', () => {
    expect(faults({ NODE_ENV: 'prod' })).toEqual([
      'NODE_ENV: must be one of production, development, test <prod>',
    ]);
  });

  it.each([
    ['RINGGATE_IDLE_TIMEOUT', { RINGGATE_IDLE_TIMEOUT: '13h' }],
    ['RINGGATE_ANONYMOUS_IDLE_TIMEOUT', { RINGGATE_ANONYMOUS_LIFETIME: '59m' }],
  ])('are said of %s past the lifetime', (variable, env) => {
    expect(faults(env)).toEqual([expect.stringMatching(`^${variable}: must not be longer than`)]);
  });

  it.each([
    ['RINGGATE_TRUST_PROXY', '10.0.0.0/33'],
    ['RINGGATE_TRUST_PROXY', 'proxy.example'],
    ['RINGGATE_ALLOWED_ORIGINS', 'https://App.example'],
    ['RINGGATE_ALLOWED_ORIGINS', 'https://app.example/'],
    ['RINGGATE_ALLOWED_ORIGINS', 'https://*.example'],
    ['RINGGATE_ALLOWED_ORIGINS', 'null'],
    ['RINGGATE_LOG_LEVEL', 'verbose'],
    ['RINGGATE_SESSIONS_OVERFLOW', 'end'],
    ['RINGGATE_DEMO', 'maybe'],
    ['RINGGATE_MAX_VALUE_SIZE', '16KB'],
    ['RINGGATE_MAX_SESSIONS_PER_USER', '0'],
    ['RINGGATE_MAX_DEPTH', '1e3'],
    ['RINGGATE_DRAIN_TIMEOUT', '25d'],
    ['RINGGATE_REQUEST_TIMEOUT', '25d'],
  ])('are said of %s=%s', (variable, value) => {
    expect(faults({ [variable]: value })).toEqual([expect.stringMatching(`^${variable}: must be`)]);
  });
});
