import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { nodesOf } from '../support/backends.ts';
import { cookieKey } from '../support/gateway-under-test.ts';
import { GatewayProcess } from '../support/gateway-process.ts';
import { Browser } from '../support/graphql-client.ts';
import { knownPassword, writeUsersFile } from '../support/known-users.ts';
import { RedisProxy } from '../support/redis-proxy.ts';
import { assertNoKeyWithoutTtl, startRedisServers } from '../support/redis-server.ts';
import { logIn, sessionOf, setValue, signedIn, userOf } from '../support/session-steps.ts';
import { waitFor } from '../support/wait-for.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

function start(env: Readonly<Record<string, string>> = {}): GatewayProcess {
  const gateway = new GatewayProcess({ PORT: '0', ...env });
  cleanups.push(() => gateway.kill());
  return gateway;
}

function open(url: string): Browser {
  const browser = new Browser(url);
  cleanups.push(() => {
    browser.close();
  });
  return browser;
}

describe('the gateway as a process, with nothing configured', () => {
  it('says where it listens, lets the demo user in, and serves a session from login to logout', async () => {
    const gateway = start();
    const url = await gateway.ready();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/);
    expect(gateway.output).toContain('demo user: log in as wupeiqi with the password 123');
    expect(gateway.output).toContain('sessions are kept in this process and end with it');
    const browser = open(url);
    expect(await sessionOf(browser)).toBeNull();
    expect((await logIn(browser, 'wupeiqi', 'wrong')).data?.login?.message).toBe(
      'wrong username or password',
    );
    const login = await logIn(browser, 'wupeiqi', '123');
    expect(login.setCookies[0]).toMatch(/^session=.*HttpOnly; SameSite=Lax/);
    expect((await browser.ask('{ session { user { username } values } }')).data).toEqual({
      session: { user: { username: 'wupeiqi' }, values: { c_user: 'chenchao', c_card: '123.com' } },
    });
    expect((await setValue(browser, 'basket', ['apple'])).codes).toEqual([]);
    expect((await browser.ask('mutation { logout }')).data).toEqual({ logout: true });
    expect(await sessionOf(browser)).toBeNull();
    for (const [path, status] of [
      ['/healthz', 200],
      ['/readyz', 200],
    ] as const) {
      expect((await fetch(new URL(path, url))).status).toBe(status);
    }
  });

  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('exits 0 on %s', async (signal) => {
    const gateway = start();
    const url = await gateway.ready();
    const idle = open(url);
    await setValue(idle, 'a', 1);
    const askedAt = performance.now();
    gateway.tell(signal);
    expect(await gateway.ended()).toEqual({ exitCode: 0, signal: null });
    expect(performance.now() - askedAt).toBeLessThan(5_000);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('ends at once on a second signal, also of another kind', async () => {
    const gateway = start();
    const url = new URL(await gateway.ready());
    const socket = connect(Number(url.port), url.hostname);
    cleanups.push(() => {
      socket.destroy();
    });
    socket.on('error', () => undefined);
    // A request that never ends, so that the first signal waits for it.
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n',
    );
    await once(socket, 'data');
    gateway.tell('SIGTERM');
    await waitFor('it stops', () => gateway.output.includes('SIGTERM'));
    gateway.tell('SIGINT');
    expect(await gateway.ended()).toEqual({ exitCode: 1, signal: null });
  });
});

describe('a gateway that cannot start', () => {
  it('tells every fault of its configuration at once, no secret, and exits 78', async () => {
    const gateway = start({
      NODE_ENV: 'production',
      PORT: 'eighty',
      RINGGATE_COOKIE_KEYS: 'too-short-to-sign',
      RINGGATE_COOKIE_SAMESITE: 'Sometimes',
      RINGGATE_NODES: 'redis://:hidden-password@h:1?weight=0',
      RINGGATE_IDLE_TIMEOUT: '30',
      RINGGATE_DEMO: 'on',
      RINGGATE_MAX_VALUES: '',
    });
    expect(await gateway.ended()).toEqual({ exitCode: 78, signal: null });
    for (const place of [
      'PORT',
      'RINGGATE_COOKIE_KEYS',
      'RINGGATE_COOKIE_SAMESITE',
      'RINGGATE_NODES',
      'RINGGATE_IDLE_TIMEOUT',
      'RINGGATE_DEMO',
      'RINGGATE_USERS_FILE',
    ]) {
      expect(gateway.output).toMatch(new RegExp(`^  ${place}: .+`, 'm'));
    }
    expect(gateway.output).toContain('(found "eighty")');
    expect(gateway.output).not.toMatch(
      /RINGGATE_MAX_VALUES|too-short-to-sign|hidden-password|listens/,
    );
  });

  it('exits 78 for a users file that is not there', async () => {
    const gateway = start({ RINGGATE_USERS_FILE: '/nowhere/users.yaml' });
    expect(await gateway.ended()).toEqual({ exitCode: 78, signal: null });
    expect(gateway.output).toContain(
      'RINGGATE_USERS_FILE: must name a file of users: /nowhere/users.yaml does not exist',
    );
  });

  it('exits 0 when it is told to end while it starts', async () => {
    const gateway = start();
    await waitFor('it starts', () => gateway.output.includes('RINGGATE_NODES is not set'));
    gateway.tell('SIGTERM');
    expect(await gateway.ended()).toEqual({ exitCode: 0, signal: null });
  });

  it('starts nothing where its port is taken, and exits with a failure', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    cleanups.push(() => taken.close());
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const gateway = start({ PORT: port });
    expect(await gateway.ended()).toEqual({ exitCode: 1, signal: null });
    expect(gateway.output).toContain('EADDRINUSE');
  });
});

describe('two gateways over the same three Redis servers', () => {
  it('share every session, and one may go in the middle of a request without losing anything', async () => {
    const servers = await startRedisServers(3);
    cleanups.push(() => Promise.all(servers.map((server) => server.stop())));
    const users = await writeUsersFile();
    cleanups.push(users.remove);
    const proxies = await Promise.all(servers.map((server) => RedisProxy.start(server)));
    cleanups.push(() => Promise.all(proxies.map((proxy) => proxy.stop())));
    const env = {
      RINGGATE_USERS_FILE: users.path,
      RINGGATE_COOKIE_KEYS: cookieKey,
      RINGGATE_LOG_LEVEL: 'debug',
    };
    const [first, second] = [
      start({ ...env, RINGGATE_NODES: nodesOf(proxies) }),
      start({ ...env, RINGGATE_NODES: nodesOf(servers) }),
    ];
    const [here, there] = [open(await first.ready()), open(await second.ready())];
    await signedIn(here, 'bob');
    for (const key of ['a', 'b', 'c']) {
      expect((await setValue(here, key, key)).codes).toEqual([]);
      there.jar.copy(here.jar);
      expect((await sessionOf(there))?.values).toMatchObject({ [key]: key });
    }

    for (const proxy of proxies) proxy.hold('replies');
    const slow = here.send('mutation { setSessionValue(key: "last", value: 1) { values } }');
    await waitFor('it is under way', async () => (await sessionOf(there))?.values?.['last'] === 1);
    first.tell('SIGTERM');
    await waitFor('it stops', () => first.output.includes('SIGTERM'));
    for (const proxy of proxies) proxy.release();
    const answer = await slow;
    // On a machine that is busy enough the node counts as silent by then; the answer comes all the same.
    expect(answer.codes.filter((code) => code !== 'SESSION_STORE_UNAVAILABLE')).toEqual([]);
    expect(answer.headers.connection).toBe('close');
    expect(await first.ended()).toEqual({ exitCode: 0, signal: null });

    expect(await userOf(there)).toBe('bob');
    expect((await there.ask('mutation { logout }')).data).toEqual({ logout: true });
    for (const server of servers) await assertNoKeyWithoutTtl(server);
    const secrets = [here.jar.token, here.jar.token.split('.')[1] ?? '', knownPassword, cookieKey];
    for (const secret of secrets) expect(first.output + second.output).not.toContain(secret);
  });
});
