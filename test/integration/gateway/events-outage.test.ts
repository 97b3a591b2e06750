import { afterEach, describe, expect, it } from '@jest/globals';
import { nodesOf } from '../../support/backends.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../../support/gateway-under-test.ts';
import { writeUsersFile } from '../../support/known-users.ts';
import { startRedisServers, type RedisServer } from '../../support/redis-server.ts';
import { liveSessionOf, setValue, signedIn } from '../../support/session-steps.ts';
import { Subscriber, transports } from '../../support/subscriber.ts';
import { waitFor } from '../../support/wait-for.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

async function start(
  env: Readonly<Record<string, string>> = {},
): Promise<{ gateway: GatewayUnderTest; servers: readonly RedisServer[] }> {
  const users = await writeUsersFile();
  cleanups.push(users.remove);
  const servers = await startRedisServers(2, { appendOnly: true });
  cleanups.push(() => Promise.all(servers.map((server) => server.stop())));
  const gateway = await startGatewayUnderTest({
    RINGGATE_USERS_FILE: users.path,
    RINGGATE_NODES: nodesOf(servers),
    ...env,
  });
  cleanups.push(() => gateway.stop());
  return { gateway, servers };
}

describe.each(transports)('a listener by $name whose node is lost', ({ connect }) => {
  it('is told the session anew when the node is back, and everything from then on', async () => {
    const { gateway, servers } = await start();
    const browser = gateway.browser();
    await signedIn(browser, 'bob');
    const { id } = await liveSessionOf(browser);
    const server = servers[gateway.ownerOf(id)];
    if (server === undefined) throw new Error('The ring names a server that is not there');
    const tab = new Subscriber(connect, {
      url: gateway.url,
      headers: { cookie: browser.jar.header() },
    });
    cleanups.push(() => {
      tab.close();
    });
    await tab.begun();

    await server.kill();
    await waitFor('the node is found out', async () => {
      const { codes } = await setValue(browser, 'a', 0);
      return codes.includes('SESSION_STORE_UNAVAILABLE');
    });
    expect(tab.types).toEqual(['CURRENT']);
    await server.restart();
    await tab.told('CURRENT', 2);
    expect((await setValue(browser, 'a', 1)).codes).toEqual([]);
    expect((await tab.told('CHANGED')).session?.values).toMatchObject({ a: 1 });
    await browser.ask('mutation { logout }');
    await tab.told('ENDED', 1, 1_000);
  });

  it('is refused as the store is unavailable, not as if it had no session', async () => {
    const { gateway, servers } = await start();
    const browser = gateway.browser();
    await signedIn(browser, 'bob');
    const headers = { cookie: browser.jar.header() };
    await Promise.all(servers.map((server) => server.kill()));
    const tab = new Subscriber(connect, { url: gateway.url, headers });
    await tab.ended();
    expect(tab.errors.map(({ code }) => code)).toEqual(['SESSION_STORE_UNAVAILABLE']);
    expect(tab.events).toEqual([]);
  });

  it('leaves nothing behind when it goes before its node has answered', async () => {
    const { gateway, servers } = await start({ RINGGATE_MAX_SUBSCRIPTIONS_PER_SESSION: '1' });
    const browser = gateway.browser();
    await signedIn(browser, 'bob');
    const headers = { cookie: browser.jar.header() };
    const open = (): Subscriber => {
      const tab = new Subscriber(connect, { url: gateway.url, headers });
      cleanups.push(() => {
        tab.close();
      });
      return tab;
    };
    // Connected to what events come by, so that the node need only answer.
    (await open().begun()).close();
    for (const server of servers) server.pause();
    const left = open();
    const browsing = gateway.browser();
    // By then it was asked for, and the node is not yet taken for lost.
    for (let turn = 0; turn < 20; turn += 1) await browsing.ask('{ __typename }');
    left.close();
    for (let turn = 0; turn < 5; turn += 1) await browsing.ask('{ __typename }');
    for (const server of servers) server.resume();
    await waitFor('there is room', async () => {
      const tab = open();
      await waitFor('it is answered', () => tab.events.length + tab.errors.length > 0);
      tab.close();
      return tab.events.length > 0;
    });
  });

  it('is told no more once its session cannot be read for good, and the log says why', async () => {
    const { gateway, servers } = await start();
    const browser = gateway.browser();
    await signedIn(browser, 'bob');
    const { id } = await liveSessionOf(browser);
    const tab = new Subscriber(connect, {
      url: gateway.url,
      headers: { cookie: browser.jar.header() },
    });
    cleanups.push(() => {
      tab.close();
    });
    await tab.begun();
    await servers[gateway.ownerOf(id)]?.ask(async (client) => {
      await client.hset(`s:{${id}}`, '$t', 'no times');
      await client.publish(`e:{${id}}`, 'changed 1');
    });
    await tab.ended();
    expect(tab.types).toEqual(['CURRENT']);
    expect(tab.ending?.kind).not.toBe('completed');
    expect(JSON.stringify(tab.errors)).not.toContain('refused a command');
    await waitFor('it is logged', () => gateway.logText().includes('refused a command'));
  });
});
