import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGatewayUnderTest, type GatewayUnderTest } from '../../support/gateway-under-test.ts';
import type { Browser } from '../../support/graphql-client.ts';
import { RedisServer, startRedisServers } from '../../support/redis-server.ts';
import { liveSessionOf, setValue } from '../../support/session-steps.ts';
import { Subscriber, transports } from '../../support/subscriber.ts';
import { waitFor } from '../../support/wait-for.ts';
import { RingOperator } from '../../../src/store/operator/ring-operator.ts';
import { adding, configsOf, noCredentials, optionsOf, silentLog } from './ring-fixtures.ts';

const sessions = 12;

/** Neither gateway asks for a change by itself: what the tabs hear is all they can know. */
const neverAsking = { RINGGATE_RING_POLL_INTERVAL: '1h' };

describe('the events of sessions whose owner changes', () => {
  let servers: RedisServer[];
  let added: RedisServer;
  let hearing: GatewayUnderTest;
  let writing: GatewayUnderTest;
  let operator: RingOperator;

  beforeAll(async () => {
    servers = await startRedisServers(2);
    added = await RedisServer.start();
    const nodes = configsOf(servers).map(({ id, url }) => `${url ?? ''}?id=${id}`);
    const env = { ...neverAsking, RINGGATE_NODES: nodes.join(' ') };
    hearing = await startGatewayUnderTest(env);
    writing = await startGatewayUnderTest(env);
    operator = await RingOperator.open(
      { nodes: configsOf(servers), credentials: noCredentials },
      silentLog,
    );
  });

  afterAll(async () => {
    await operator.close();
    await Promise.all([hearing.stop(), writing.stop()]);
    await Promise.all([...servers, added].map((server) => server.stop()));
  });

  it('arrive while it changes and after it has, on a gateway that does nothing but listen', async () => {
    const browsers: Browser[] = [];
    const tabs: Subscriber[] = [];
    const owners = new Set<string>();
    for (let made = 0; made < sessions; made += 1) {
      const browser = writing.browser();
      await setValue(browser, 'n', 0);
      const { connect } = transports[made % 2] ?? transports[0] ?? { connect: undefined };
      if (connect === undefined) throw new Error('There are two transports');
      const headers = { cookie: browser.jar.header() };
      tabs.push(await new Subscriber(connect, { url: hearing.url, headers }).begun());
      browsers.push(browser);
    }
    const everyTabHas = (value: number): boolean =>
      tabs.every(({ events }) => events.at(-1)?.session?.values?.['n'] === value);

    await operator.begin(adding(added, 'c', 6), { force: false });
    for (const browser of browsers) await setValue(browser, 'n', 1);
    await waitFor('all have heard of what was written while it moves', () => everyTabHas(1));

    await operator.move(optionsOf());
    for (const browser of browsers) await setValue(browser, 'n', 2);
    await waitFor('all have heard of what was written after it', () => everyTabHas(2));

    for (const browser of browsers) {
      owners.add((await operator.where((await liveSessionOf(browser)).id)).owner);
    }
    expect(owners).toContain('c');
    expect(tabs.every(({ ending }) => ending === undefined)).toBe(true);
    expect(tabs.flatMap(({ events }) => events.map(({ type }) => type))).not.toContain('ENDED');
    for (const tab of tabs) tab.close();
  });
});
