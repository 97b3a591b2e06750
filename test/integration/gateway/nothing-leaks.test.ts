import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { backends, nodesOf } from '../../support/backends.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../../support/gateway-under-test.ts';
import {
  assertNoKeyWithoutTtl,
  startRedisServers,
  type RedisServer,
} from '../../support/redis-server.ts';
import { logIn, setValue } from '../../support/session-steps.ts';
import { Subscriber, transports } from '../../support/subscriber.ts';
import { waitFor } from '../../support/wait-for.ts';

const sessions = 1_000;
const atOnce = 50;

/** How many of each kind keep the process busy, as in `Timeout: 2`. */
function handles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function processListeners(): Record<string, number> {
  const names = process.eventNames();
  return Object.fromEntries(names.map((name) => [String(name), process.listenerCount(name)]));
}

async function expectHandles(expected: Record<string, number>): Promise<void> {
  const isBack = (): boolean =>
    Object.entries(handles()).every(([kind, count]) => count <= (expected[kind] ?? 0));
  // The error of the comparison says more than that it took too long.
  await waitFor('the handles are back to the start', isBack).catch(() => undefined);
  if (!isBack()) expect(handles()).toEqual(expected);
}

describe.each(backends)('after 1,000 sessions, on $name', (backend) => {
  let servers: readonly RedisServer[] = [];
  let gateway: GatewayUnderTest | undefined;

  beforeAll(async () => {
    servers = await startRedisServers(backend.servers);
  });

  afterAll(async () => {
    await gateway?.stop();
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('nothing is left: no record, no handle, no listener', async () => {
    const before = { handles: handles(), listeners: processListeners() };
    const running = await startGatewayUnderTest({
      RINGGATE_NODES: nodesOf(servers),
      // Longer than a busy machine takes from a write to the subscription after it.
      RINGGATE_ANONYMOUS_IDLE_TIMEOUT: '4s',
    });
    gateway = running;
    const admin = running.browser();
    expect((await logIn(admin, 'wupeiqi', '123')).codes).toEqual([]);
    const sessionsHeld = async (): Promise<number> => {
      const { data } = await admin.ask('{ ring { nodes { id sessions } } }');
      return (data?.ring?.nodes ?? []).reduce((sum, node) => sum + (node.sessions ?? 0), 0);
    };
    expect(await sessionsHeld()).toBe(1);
    const listeners: Subscriber[] = [];
    const browsers = Array.from({ length: atOnce }, () => running.browser());
    for (let done = 0; done < sessions; done += atOnce) {
      const answers = await Promise.all(
        browsers.map((browser) => {
          browser.jar.clear();
          return setValue(browser, 'a', done);
        }),
      );
      expect(answers.flatMap(({ codes }) => codes)).toEqual([]);
      for (const { connect } of transports) {
        const [left, kept] = await Promise.all(
          browsers.slice(0, 2).map((browser) => {
            const headers = { cookie: browser.jar.header() };
            return new Subscriber(connect, { url: running.url, headers }).begun();
          }),
        );
        left?.close();
        if (kept) listeners.push(kept);
      }
    }
    const haveExpired = async (): Promise<boolean> => (await sessionsHeld()) === 1;
    await waitFor('the sessions have expired', haveExpired, 10_000);
    for (const listener of listeners) await listener.told('ENDED');
    for (const listener of listeners) listener.close();
    for (const server of servers) await assertNoKeyWithoutTtl(server);
    await running.stop();
    gateway = undefined;
    await expectHandles(before.handles);
    expect(processListeners()).toEqual(before.listeners);
  });
});
