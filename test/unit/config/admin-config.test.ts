import { describe, expect, it } from '@jest/globals';
import type { GatewayConfig } from '../../../src/config/gateway-config.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';

function parsed(env: Readonly<Record<string, string>>): GatewayConfig {
  return parseConfig(env, () => '');
}

function warnings(env: Readonly<Record<string, string>>): readonly string[] {
  return parsed(env).warnings.filter((warning) => warning.startsWith('RINGGATE_ADMIN'));
}

describe('where operators ask', () => {
  it('is port 9464 of this machine by default', () => {
    expect(parsed({}).admin.listen).toEqual({
      host: '127.0.0.1',
      port: 9464,
      names: ['127.0.0.1'],
    });
  });

  it('goes by its own name and those that are listed, and by nothing that is no name', () => {
    const names = (text: string): unknown =>
      parsed({ RINGGATE_ADMIN_HOST: 'localhost', RINGGATE_ADMIN_NAMES: text }).admin.listen;
    expect(names('Gateway, my_gateway metrics.example')).toMatchObject({
      names: ['localhost', 'gateway', 'my_gateway', 'metrics.example'],
    });
    for (const text of ['gateway:9464', 'http://gateway', '*', '-a', 'a.']) {
      expect(() => names(text)).toThrow(/RINGGATE_ADMIN_NAMES.*must be the name of a host/);
    }
  });

  it('is nowhere when it is off', () => {
    expect(parsed({ RINGGATE_ADMIN_PORT: 'off' }).admin.listen).toBeUndefined();
  });

  it.each([
    [{}],
    [{ HOST: 'localhost' }],
    [{ HOST: '0.0.0.0' }],
    [{ HOST: '::' }],
    [{ HOST: '0:0:0:0:0:0:0:0' }],
    [{ RINGGATE_ADMIN_HOST: '0.0.0.0' }],
    [{ HOST: '127.0.0.1', RINGGATE_ADMIN_HOST: 'localhost' }],
    [{ HOST: '::ffff:127.0.0.1' }],
    [{ HOST: '::FFFF:7f00:1', RINGGATE_ADMIN_HOST: 'localhost' }],
    [{ HOST: '::ffff:0.0.0.0' }],
    [{ HOST: '::', RINGGATE_ADMIN_HOST: '::1%lo' }],
    [{ HOST: '::1%LO', RINGGATE_ADMIN_HOST: '::1%lo' }],
    [{ HOST: 'Gateway.example', RINGGATE_ADMIN_HOST: 'gateway.example' }],
    [{ HOST: 'gateway.example', RINGGATE_ADMIN_HOST: '0.0.0.0' }],
  ])('is not the port that clients reach with %j', (hosts) => {
    const env = { PORT: '9000', RINGGATE_ADMIN_PORT: '9000', RINGGATE_DEMO: 'off', ...hosts };
    expect(() => parsed({ ...env, RINGGATE_USERS_FILE: 'users.yaml' })).toThrow(
      /^ {2}RINGGATE_ADMIN_PORT: must not be PORT where .*; give one of them another port, .*off \(found "9000"\)$/m,
    );
  });

  it.each([
    { PORT: '0', RINGGATE_ADMIN_PORT: '0' },
    { PORT: '9000', RINGGATE_ADMIN_PORT: '9000', RINGGATE_ADMIN_HOST: '127.0.0.2' },
    { PORT: '9000', RINGGATE_ADMIN_PORT: '9000', RINGGATE_ADMIN_HOST: '::1' },
    { HOST: '::1', PORT: '9000', RINGGATE_ADMIN_PORT: '9000', RINGGATE_ADMIN_HOST: '0.0.0.0' },
    { HOST: '::1', PORT: '9000', RINGGATE_ADMIN_PORT: '9000', RINGGATE_ADMIN_HOST: 'localhost' },
    {
      HOST: '127.0.0.2',
      PORT: '9000',
      RINGGATE_ADMIN_PORT: '9000',
      RINGGATE_ADMIN_HOST: 'localhost',
    },
    { HOST: '::ffff:127.0.0.2', PORT: '9000', RINGGATE_ADMIN_PORT: '9000' },
    { HOST: '::1%lo', PORT: '9000', RINGGATE_ADMIN_PORT: '9000', RINGGATE_ADMIN_HOST: '0.0.0.0' },
    { PORT: '9000', RINGGATE_ADMIN_PORT: 'off' },
  ])('may be with %j', (env) => {
    expect(() => parsed(env)).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '10.0.0.4', 'gateway.example'])(
    'is warned of at %s, since nobody has to log in there',
    (host) => {
      expect(warnings({ RINGGATE_ADMIN_HOST: host })).toEqual([
        `RINGGATE_ADMIN_HOST is ${host}, no loopback address: whoever reaches this machine may read the metrics; let only those through who should.`,
      ]);
    },
  );

  it.each([
    { RINGGATE_ADMIN_HOST: 'localhost' },
    { RINGGATE_ADMIN_HOST: '::1' },
    { RINGGATE_ADMIN_HOST: '0.0.0.0', RINGGATE_ADMIN_PORT: 'off' },
  ])('is not warned of with %j', (env) => {
    expect(warnings(env)).toEqual([]);
  });
});

it('at most 100 operations are told apart', () => {
  const names = Array.from({ length: 101 }, (_, place) => `Operation${place}`).join(' ');
  expect(() => parsed({ RINGGATE_METRICS_OPERATIONS: names })).toThrow(/at most 100 operations/);
});
