import { beforeAll, describe, expect, it } from '@jest/globals';
import { redisServers, useGateway } from '../../support/backends.ts';
import { type Scrape, scrape } from '../../support/scrape.ts';
import { liveSessionOf, logIn, setValue, signedIn } from '../../support/session-steps.ts';
import { Subscriber, transports } from '../../support/subscriber.ts';
import { waitFor } from '../../support/wait-for.ts';

const operations = 'ringgate_operations_total';
const refusals = 'ringgate_http_refusals_total';

describe('what a gateway counts', () => {
  const gateway = useGateway(redisServers, {
    RINGGATE_ADMIN_PORT: '0',
    RINGGATE_METRICS_OPERATIONS: 'Read Write',
    RINGGATE_LOGIN_MAX_FAILURES: '2',
  });

  const now = (): Promise<Scrape> => scrape(gateway().metricsUrl);

  /** What of some metrics grows while something is done. */
  async function growth(
    metrics: readonly string[],
    act: () => Promise<unknown>,
  ): Promise<Record<string, number>> {
    const before = await now();
    await act();
    return (await now()).since(before, ...metrics);
  }

  beforeAll(async () => {
    await waitFor('all nodes are up', async () => {
      const up = (await now()).valuesOf('ringgate_node_up');
      return Object.values(up).every((value) => value === 1);
    });
  });

  it('is operations by their names of the list, types and outcomes', async () => {
    const browser = gateway().browser();
    const grown = await growth([operations, refusals], async () => {
      for (let turn = 0; turn < 3; turn += 1) await browser.ask('query Read { session { id } }');
      await browser.ask('query Unlisted { session { id } }');
      await browser.ask('{ session { id } }');
      await browser.ask('mutation Write { setSessionValue(key: "$a", value: 1) { id } }');
      await browser.ask('query Read { sessions { id } }');
      await browser.ask('query Read { nothing }');
    });
    expect(grown).toEqual({
      [`${operations}{operation="Read",outcome="ok",type="query"}`]: 3,
      [`${operations}{operation="other",outcome="ok",type="query"}`]: 2,
      [`${operations}{operation="Write",outcome="field-error",type="mutation"}`]: 1,
      [`${operations}{operation="Read",outcome="field-error",type="query"}`]: 1,
      [`${operations}{operation="other",outcome="request-error",type="unknown"}`]: 1,
    });
  });

  it('is how long operations took that were executed', async () => {
    const metric = 'ringgate_operation_duration_seconds';
    const before = await now();
    const browser = gateway().browser();
    await browser.ask('query Read { session { id } }');
    await browser.ask('query Read { nothing }');
    const after = await now();
    expect(after.since(before, `${metric}_count`)).toEqual({
      [`${metric}_count{operation="Read",type="query"}`]: 1,
    });
    const [seconds = 0] = Object.values(after.since(before, `${metric}_sum`));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(5);
    const infinite = `${metric}_bucket{le="+Inf",operation="Read",type="query"}`;
    expect(after.since(before, `${metric}_bucket`)[infinite]).toBe(1);
  });

  it('is subscriptions that began and those that were refused, and how many are open', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'a', 1);
    const [, overEvents] = transports;
    if (!overEvents) throw new Error('No transport');
    const { url } = gateway();
    const headers = { cookie: `session=${browser.jar.token}` };
    const grown = await growth([operations], async () => {
      const listener = new Subscriber(overEvents.connect, { url, headers });
      await listener.begun();
      expect((await now()).value('ringgate_subscriptions')).toBe(1);
      listener.close();
      await waitFor(
        'it is closed',
        async () => (await now()).value('ringgate_subscriptions') === 0,
      );
      const query = 'subscription Read { nothing }';
      const refused = new Subscriber(overEvents.connect, { url, headers, query });
      await refused.ended();
      const stranger = new Subscriber(overEvents.connect, { url });
      await stranger.ended();
    });
    expect(grown).toEqual({
      [`${operations}{operation="other",outcome="ok",type="subscription"}`]: 1,
      [`${operations}{operation="other",outcome="request-error",type="subscription"}`]: 2,
    });
  });

  it('is requests that never became an operation', async () => {
    const { url } = gateway();
    const json = { 'content-type': 'application/json' };
    const post = (body: string, headers: Record<string, string> = json): Promise<Response> =>
      fetch(url, { method: 'POST', body, headers });
    const grown = await growth([operations, refusals], async () => {
      await post('{');
      await post('{}');
      await post('query=a', { 'content-type': 'text/html' });
      await post(`{"query": "${'x'.repeat(2_000_000)}"}`);
      await fetch(new URL('/nowhere', url));
      await fetch(url, { method: 'PUT' });
      await fetch(url, {
        headers: { accept: 'text/event-stream', origin: 'https://evil.example' },
      });
    });
    expect(grown).toEqual({
      [`${refusals}{status="400"}`]: 2,
      [`${refusals}{status="403"}`]: 1,
      [`${refusals}{status="404"}`]: 1,
      [`${refusals}{status="405"}`]: 1,
      [`${refusals}{status="413"}`]: 1,
      [`${refusals}{status="415"}`]: 1,
    });
  });

  it('is rejected tokens by reason, and logins and endings by outcome', async () => {
    const [bob, cyd] = [gateway().browser(), gateway().browser()];
    const metrics = [
      'ringgate_tokens_rejected_total',
      'ringgate_logins_total',
      'ringgate_sessions_ended_total',
    ];
    const grown = await growth(metrics, async () => {
      await signedIn(bob, 'bob');
      const { token } = bob.jar;
      const [id = '', secret = ''] = token.split('.');
      const forged = `${id}.${secret}.${'A'.repeat(22)}`;
      for (const cookie of [`session=${forged}`, 'session=no-token']) {
        await gateway().browser({ cookie }).ask('{ session { id } }');
      }
      for (let guess = 0; guess < 3; guess += 1) await logIn(cyd, 'cyd', 'wrong');
      for (let tab = 0; tab < 2; tab += 1) await signedIn(gateway().browser(), 'bob');
      await bob.ask('mutation { revokeOtherSessions }');
      await bob.ask('mutation { logout }');
    });
    expect(grown).toEqual({
      'ringgate_tokens_rejected_total{reason="forged"}': 1,
      'ringgate_tokens_rejected_total{reason="malformed"}': 1,
      'ringgate_logins_total{outcome="succeeded"}': 3,
      'ringgate_logins_total{outcome="failed"}': 2,
      'ringgate_logins_total{outcome="throttled"}': 1,
      'ringgate_sessions_ended_total{by="others"}': 2,
      'ringgate_sessions_ended_total{by="logout"}': 1,
    });
  });

  it('is commands by node, each read of a session one', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'a', 1);
    const { id } = await liveSessionOf(browser);
    const node = `node-${gateway().ownerOf(id)}`;
    const loads = `ringgate_node_commands_total{command="load",node="${node}",outcome="answered"}`;
    const before = await now();
    for (let turn = 0; turn < 5; turn += 1) await browser.ask('{ session { id } }');
    const after = await now();
    expect(after.value(loads) - before.value(loads)).toBe(5);
    const timed = `ringgate_node_command_duration_seconds_count{command="load",node="${node}"}`;
    expect(after.value(timed) - before.value(timed)).toBe(5);
  });

  it('is the ring, its nodes and what they hold', async () => {
    const ring = await now();
    expect(ring.value('ringgate_ring_epoch')).toBe(1);
    expect(ring.value('ringgate_ring_moving')).toBe(0);
    const shares = Object.values(ring.valuesOf('ringgate_node_share_ratio'));
    expect(shares).toHaveLength(3);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    expect(Object.keys(ring.valuesOf('ringgate_node_sessions'))).toHaveLength(3);
    expect(ring.value('ringgate_http_connections')).toBeGreaterThan(0);
  });

  it('gets no new series from what clients choose', async () => {
    const browser = gateway().browser();
    await browser.ask('query Other { session { id } }');
    const before = await now();
    for (let turn = 0; turn < 100; turn += 1) {
      const names = Array.from({ length: 10 }, (_, place) => `Name_${turn}_${place}`);
      const answers = names.map((name) => browser.ask(`query ${name} { session { id } }`));
      await Promise.all(answers);
    }
    const after = await now();
    const other = `${operations}{operation="other",outcome="ok",type="query"}`;
    const shed = 'ringgate_requests_shed_total';
    const counted = after.since(before, operations, shed);
    // Some are shed where the machine is busy with other tests.
    expect((counted[other] ?? 0) + (counted[shed] ?? 0)).toBe(1_000);
    expect(counted[other]).toBeGreaterThan(500);
    const ours = ({ samples }: Scrape): string[] =>
      [...samples.keys()].filter((series) => series.startsWith('ringgate_'));
    expect(ours(after)).toEqual(ours(before));
  });

  it('is told at once while a node is silent, and says so', async () => {
    const browsers = Array.from({ length: 30 }, () => gateway().browser());
    await Promise.all(browsers.map((browser) => setValue(browser, 'a', 1)));
    const tabs = await Promise.all(
      browsers.map(async (browser) => {
        return { browser, place: gateway().ownerOf((await liveSessionOf(browser)).id) };
      }),
    );
    const tab = tabs.find(({ place }) => place === 0);
    if (!tab) throw new Error('No session is on the first node');
    const [server] = gateway().servers;
    const before = await now();
    server?.pause();
    try {
      const answer = await tab.browser.ask('query Read { session { id } }');
      expect(answer.codes).toEqual(['SESSION_STORE_UNAVAILABLE']);
      const startedAt = performance.now();
      const during = await now();
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      const unavailable = `${operations}{operation="Read",outcome="unavailable",type="query"}`;
      expect(during.since(before, operations)).toEqual({ [unavailable]: 1 });
      const late = 'ringgate_node_commands_total{command="load",node="node-0",outcome="timed-out"}';
      expect(during.value(late) - before.value(late)).toBe(1);
      await waitFor(
        'it is down',
        async () => (await now()).value('ringgate_node_up{node="node-0"}') === 0,
      );
      const down = await now();
      expect(down.value('ringgate_node_downs_total{node="node-0"}')).toBe(1);
      expect(down.value('ringgate_node_breaker_state{node="node-0"}')).toBeGreaterThan(0);
      expect(Object.keys(down.valuesOf('ringgate_node_sessions'))).toHaveLength(2);
    } finally {
      server?.resume();
    }
    await waitFor(
      'it is up',
      async () => (await now()).value('ringgate_node_up{node="node-0"}') === 1,
    );
    await waitFor(
      'its breaker is closed',
      async () => (await now()).value('ringgate_node_breaker_state{node="node-0"}') === 0,
    );
  });
});
