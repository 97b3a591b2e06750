import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cookieKey } from '../support/gateway-under-test.ts';
import { GatewayProcess } from '../support/gateway-process.ts';
import { isAlive } from '../support/is-alive.ts';
import { Browser } from '../support/graphql-client.ts';
import { knownUsers, writeUsersFile } from '../support/known-users.ts';
import { RedisServer } from '../support/redis-server.ts';
import { sessionOf, setValue, signedIn, userOf } from '../support/session-steps.ts';
import { waitFor } from '../support/wait-for.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

function start(env: Readonly<Record<string, string>>): GatewayProcess {
  const gateway = new GatewayProcess({ PORT: '0', RINGGATE_WORKERS: '2', ...env });
  cleanups.push(() => gateway.kill());
  return gateway;
}

async function startRedis(): Promise<Readonly<Record<string, string>>> {
  const server = await RedisServer.start();
  cleanups.push(() => server.stop());
  return {
    RINGGATE_NODES: `${server.url}?id=a`,
    RINGGATE_COOKIE_KEYS: cookieKey,
    RINGGATE_ADMIN_PORT: 'off',
  };
}

function open(url: string): Browser {
  const browser = new Browser(url);
  cleanups.push(() => {
    browser.close();
  });
  return browser;
}

interface Line {
  readonly msg: string;
  readonly worker?: number;
  readonly workerPid?: number;
}

function linesOf({ output }: GatewayProcess, message: string): Line[] {
  return output
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line)
    .filter(({ msg }) => msg.startsWith(message));
}

/** The workers that have answered a request, by their lines at the level `debug`. */
function answering(gateway: GatewayProcess): Set<number | undefined> {
  return new Set(linesOf(gateway, 'answered').map(({ worker }) => worker));
}

/** The processes of the workers that have served, in the order in which they began. */
function pidsOf(gateway: GatewayProcess): number[] {
  return linesOf(gateway, 'a worker serves').map(({ workerPid = 0 }) => workerPid);
}

/** A request whose body does not come yet, so that a gateway that drains waits for it. */
async function requestUnderWay(url: string, body: string): Promise<Socket> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  cleanups.push(() => {
    socket.destroy();
  });
  socket.on('error', () => undefined);
  const head = ['POST /graphql HTTP/1.1', 'host: a', 'content-type: application/json'];
  head.push('expect: 100-continue', `content-length: ${body.length}`, '', '');
  socket.write(head.join('\r\n'));
  await once(socket, 'data');
  return socket;
}

/** Asks over and over, on a connection of its own, until it is told to end; counts the answers and the failures. */
class Visitor {
  readonly browser: Browser;
  readonly failures: string[] = [];
  answers = 0;
  readonly #done: Promise<void>;
  #isLeaving = false;

  constructor(browser: Browser) {
    this.browser = browser;
    this.#done = this.#visit();
  }

  leave(): Promise<void> {
    this.#isLeaving = true;
    return this.#done;
  }

  async #visit(): Promise<void> {
    while (!this.#isLeaving) {
      try {
        const { status, codes } = await this.browser.ask(
          'mutation { incrementSessionValue(key: "visits") { value(key: "visits") } }',
        );
        if (status === 200 && codes.length === 0) this.answers += 1;
        else this.failures.push(`${status} ${codes.join()}`);
      } catch (error) {
        this.failures.push(String(error));
      }
    }
  }
}

describe('two workers', () => {
  it('serve one port and the same sessions; one that is killed is replaced while the other serves; all finish together', async () => {
    const users = await writeUsersFile(knownUsers.slice(0, 2));
    cleanups.push(users.remove);
    const gateway = start({
      ...(await startRedis()),
      RINGGATE_USERS_FILE: users.path,
      RINGGATE_LOG_LEVEL: 'debug',
    });
    const url = await gateway.ready();
    expect(linesOf(gateway, 'ringgate listens on')).toHaveLength(1);
    expect(linesOf(gateway, 'a worker serves').map(({ worker }) => worker)).toEqual([1, 2]);

    const [here, there] = [open(url), open(url)];
    await signedIn(here, 'bob');
    there.jar.copy(here.jar);
    expect(await userOf(there)).toBe('bob');
    await waitFor('both have answered', () => answering(gateway).size === 2);

    // A user who is added can log in at both.
    await writeFile(users.path, JSON.stringify(knownUsers.slice(0, 3)), { mode: 0o600 });
    await waitFor('both know', () => linesOf(gateway, 'read the users again: 3').length === 2);
    for (const browser of [open(url), open(url)]) await signedIn(browser, 'cyd');

    const visitors = Array.from({ length: 4 }, () => new Visitor(open(url)));
    cleanups.push(() => Promise.all(visitors.map((visitor) => visitor.leave())));
    await waitFor('all are served', () => visitors.every(({ answers }) => answers > 3));
    const [victim = 0, survivor = 0] = pidsOf(gateway);
    process.kill(victim, 'SIGKILL');
    await waitFor('it is replaced', () => pidsOf(gateway).length === 3, 20_000);
    const answersBefore = visitors.map(({ answers }) => answers);
    await waitFor('all are served on', () =>
      visitors.every(({ answers }, index) => answers > (answersBefore[index] ?? 0) + 3),
    );
    await Promise.all(visitors.map((visitor) => visitor.leave()));
    // One request was under way on each connection to the one that was killed, and it may have been handed one more.
    const failed = visitors.flatMap(({ failures }) => failures);
    expect(failed.length).toBeLessThanOrEqual(visitors.length + 1);
    expect(failed.join()).not.toContain('00');
    expect(linesOf(gateway, 'a worker was ended by SIGKILL')).toHaveLength(1);
    expect(isAlive(survivor)).toBe(true);
    for (const browser of [open(url), open(url)]) {
      browser.jar.copy(here.jar);
      expect(await userOf(browser)).toBe('bob');
    }
    await waitFor('the new one has answered', () => answering(gateway).has(3));
    for (const { browser, answers } of visitors) {
      expect((await sessionOf(browser))?.values?.['visits']).toBeGreaterThanOrEqual(answers);
    }

    const body = '{"query":"mutation { incrementSessionValue(key: \\"a\\") { version } }"}';
    const sockets = [await requestUnderWay(url, body), await requestUnderWay(url, body)];
    let received = '';
    for (const socket of sockets) {
      socket.setEncoding('utf8').on('data', (text: string) => (received += text));
    }
    // As Ctrl-C, or an init system, does: the signal reaches every process, not only the first one.
    const [, second = 0, third = 0] = pidsOf(gateway);
    process.kill(second, 'SIGINT');
    process.kill(third, 'SIGTERM');
    gateway.tell('SIGINT');
    await waitFor('it stops', () => gateway.output.includes('SIGINT: finishing'));
    await waitFor('nothing new is taken', async () => {
      const probe = new Browser(url);
      const isRefused = await setValue(probe, 'b', 1).then(
        () => false,
        () => true,
      );
      probe.close();
      return isRefused;
    });
    for (const socket of sockets) socket.write(body);
    expect(await gateway.ended()).toEqual({ exitCode: 0, signal: null });
    expect(received.match(/{"data":{"incrementSessionValue":{"version":1}}}/g)).toHaveLength(2);
    expect(pidsOf(gateway).filter(isAlive)).toEqual([]);
  });

  it('serve while one of them hangs, and let go of what it was handed when it is ended', async () => {
    const gateway = start({ ...(await startRedis()), RINGGATE_ADMIN_PORT: '0' });
    const url = await gateway.ready();
    const metricsUrl = /metrics are at (\S+\/metrics)/.exec(gateway.output)?.[1] ?? '';
    const metrics = async (): Promise<string> => (await fetch(metricsUrl)).text();
    expect(await metrics()).toContain('ringgate_workers{state="answering"} 2\n');
    const [victim = 0] = pidsOf(gateway);
    process.kill(victim, 'SIGSTOP');
    const browsers = Array.from({ length: 4 }, () => open(url));
    const outcomes: string[] = [];
    const questions = browsers.map((browser) =>
      browser.ask('{ session { id } }').then(
        ({ data }) => outcomes.push(JSON.stringify(data)),
        () => outcomes.push('closed'),
      ),
    );
    await waitFor('all but one are answered', () => outcomes.length === 3);
    expect(await metrics()).toContain('ringgate_workers{state="silent"} 1\n');
    expect((await fetch(new URL('/readyz', metricsUrl))).status).toBe(200);
    process.kill(victim, 'SIGKILL');
    await waitFor('it is let go of', () => outcomes.length === 4);
    expect(outcomes).toEqual([...Array<string>(3).fill('{"session":null}'), 'closed']);
    await Promise.all(questions);
  });

  it('end at once on a second signal, and when their supervisor is killed', async () => {
    const redis = await startRedis();
    const [told, killed] = [start(redis), start(redis)];
    await requestUnderWay(await told.ready(), '{"query":"{ session { id } }"}');
    await killed.ready();
    told.tell('SIGTERM');
    await waitFor('it stops', () => told.output.includes('SIGTERM: finishing'));
    told.tell('SIGINT');
    expect(await told.ended()).toEqual({ exitCode: 1, signal: null });
    await killed.kill();
    const pids = [...pidsOf(told), ...pidsOf(killed)];
    expect(pids).toHaveLength(4);
    await waitFor('all have ended', () => !pids.some(isAlive));
  });
});

describe('workers that cannot serve', () => {
  it('are refused with nodes in the process or random cookie keys, with the exit code 78', async () => {
    const gateway = start({});
    expect(await gateway.ended()).toEqual({ exitCode: 78, signal: null });
    expect(gateway.output.match(/^ {2}RINGGATE_WORKERS: must be 1 while /gm)).toHaveLength(2);
  });

  it('are told of once where the port is taken, with the exit code 1', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    cleanups.push(() => taken.close());
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const gateway = start({ ...(await startRedis()), PORT: port });
    expect(await gateway.ended()).toEqual({ exitCode: 1, signal: null });
    expect(gateway.output.match(/EADDRINUSE/g)).toHaveLength(1);
    expect(linesOf(gateway, 'the workers cannot serve')).toHaveLength(1);
  });

  it('are told of once where the users file is faulty, with the exit code 78', async () => {
    const gateway = start({ ...(await startRedis()), RINGGATE_USERS_FILE: '/nowhere/users.yaml' });
    expect(await gateway.ended()).toEqual({ exitCode: 78, signal: null });
    expect(gateway.output.match(/\/nowhere\/users\.yaml does not exist/g)).toHaveLength(1);
  });
});
