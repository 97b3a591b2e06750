import { afterEach, describe, expect, it } from '@jest/globals';
import { fenceOf } from '../../../src/ring/placement.ts';
import { begun, firstTopology } from '../../../src/ring/ring-change.ts';
import type { Topology } from '../../../src/ring/topology.ts';
import { decodeTopology, encodeTopology } from '../../../src/store/topology-document.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../../support/gateway-under-test.ts';
import { RedisServer, type RedisServerOptions } from '../../support/redis-server.ts';
import { sessionOf, setValue } from '../../support/session-steps.ts';
import { waitFor } from '../../support/wait-for.ts';

const servers: RedisServer[] = [];
const gateways: GatewayUnderTest[] = [];

afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function startServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const server = await RedisServer.start(options);
  servers.push(server);
  return server;
}

async function startServers(options: RedisServerOptions = {}): Promise<[RedisServer, RedisServer]> {
  return Promise.all([startServer(options), startServer(options)]);
}

async function startGateway(
  nodes: string,
  env: Readonly<Record<string, string>> = {},
): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest({ RINGGATE_NODES: nodes, ...env });
  gateways.push(gateway);
  return gateway;
}

async function stop(gateway: GatewayUnderTest): Promise<void> {
  gateways.splice(gateways.indexOf(gateway), 1);
  await gateway.stop();
}

function hashOn(server: RedisServer): Promise<Record<string, string>> {
  return server.ask((client) => client.hgetall('ring'));
}

async function topologyOn(server: RedisServer): Promise<Topology> {
  return decodeTopology((await hashOn(server))['document'] ?? '');
}

/** As somebody does by hand. @param nodeId Of the server. */
async function putTopology(server: RedisServer, nodeId: string, topology: Topology): Promise<void> {
  const hash = {
    fence: `${fenceOf(topology)} ${nodeId}`,
    ringId: topology.ringId,
    document: encodeTopology(topology),
    node: nodeId,
  };
  await server.ask((client) => client.hset('ring', hash));
}

interface LogEntry {
  readonly level: number;
  readonly msg: string;
  readonly epoch?: number;
}

function entriesOf(gateway: GatewayUnderTest): readonly LogEntry[] {
  const lines = gateway.logText().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LogEntry);
}

function linesOf(gateway: GatewayUnderTest, level: 'warn' | 'error'): readonly string[] {
  const wanted = level === 'warn' ? 40 : 50;
  return entriesOf(gateway)
    .filter((entry) => entry.level === wanted)
    .map(({ msg }) => msg);
}

/** As it was logged last. */
function epochOf(gateway: GatewayUnderTest): number {
  const last = entriesOf(gateway).findLast(({ msg }) => msg.startsWith('the ring has changed'));
  return last?.epoch ?? 1;
}

async function readiness(gateway: GatewayUnderTest): Promise<string> {
  const response = await fetch(new URL('/readyz', gateway.url));
  return ((await response.json()) as { status: string }).status;
}

async function nodesOf(gateway: GatewayUnderTest): Promise<readonly string[]> {
  const response = await fetch(new URL('/readyz', gateway.url));
  const { nodes } = (await response.json()) as { nodes: readonly { id: string }[] };
  return nodes.map(({ id }) => id);
}

/** Sessions that lie all over the ring. */
async function expectToServe(gateway: GatewayUnderTest): Promise<void> {
  // So many that none of three nodes is left out by chance.
  for (let made = 0; made < 40; made++) {
    const browser = gateway.browser();
    await setValue(browser, 'kept', made);
    expect((await sessionOf(browser))?.values).toEqual({ kept: made });
  }
}

describe('a gateway that starts', () => {
  it('agrees on the first document with one that starts at once, on empty nodes', async () => {
    const [a, b] = await startServers();
    const nodes = [`${a.url}?id=a`, `${b.url}?id=b&weight=2`];
    const [one, other] = await Promise.all([
      startGateway(nodes.join(' ')),
      startGateway(nodes.toReversed().join(' ')),
    ]);
    expect(await topologyOn(a)).toEqual(await topologyOn(b));
    expect(await topologyOn(a)).toMatchObject({ epoch: 1, nodes: [{ id: 'a' }, { id: 'b' }] });
    await expectToServe(one);
    await expectToServe(other);
    expect([...linesOf(one, 'error'), ...linesOf(other, 'error')]).toEqual([]);
  });

  it('agrees with one that starts at once with a longer list', async () => {
    const [a, b] = await startServers();
    const c = await startServer();
    const [one, other] = await Promise.all([
      startGateway(`${a.url}?id=a ${b.url}?id=b`),
      startGateway(`${a.url}?id=a ${b.url}?id=b ${c.url}?id=c`),
    ]);
    expect(await nodesOf(one)).toEqual(await nodesOf(other));
    expect(await topologyOn(a)).toEqual(await topologyOn(b));
    await expectToServe(one);
    await expectToServe(other);
    expect([...linesOf(one, 'error'), ...linesOf(other, 'error')]).toEqual([]);
    const differing = [one, other].map((gateway) =>
      linesOf(gateway, 'warn').filter((line) => line.startsWith('RINGGATE_NODES differs')),
    );
    expect(differing.flat()).toHaveLength(1);
  });

  it('goes by the document, names what its list has otherwise, and writes on no other node', async () => {
    const [a, b] = await startServers();
    const c = await startServer();
    await stop(await startGateway(`${a.url}?id=a ${b.url}?id=b`));
    const gateway = await startGateway(`${a.url}?id=a&weight=3 ${c.url}?id=c`);
    const warnings = linesOf(gateway, 'warn').filter((line) => line.includes('RINGGATE_NODES'));
    expect(warnings).toEqual([
      'RINGGATE_NODES differs from the ring, which is gone by: ' +
        'a has the weight 1 in the ring and 3 in the list; c is in the list and not in the ring; ' +
        `b (${b.url}) is in the ring and not in the list`,
    ]);
    expect(await nodesOf(gateway)).toEqual(['a', 'b']);
    await expectToServe(gateway);
    expect(await c.ask((client) => client.dbsize())).toBe(0);
    await waitFor('it is left alone', async () => {
      const clients = String(await c.ask((client) => client.client('LIST')));
      return clients.trim().split('\n').length === 1;
    });
  });

  it('finds the newest document on a node that only an older one names', async () => {
    const [a, b] = await startServers();
    const c = await startServer();
    const place = (
      id: string,
      { url }: RedisServer,
    ): { id: string; weight: number; url: string } => ({
      id,
      weight: 1,
      url,
    });
    const first = firstTopology([place('a', a), place('b', b)]);
    const adding = begun(first, { kind: 'add', node: place('c', c) }, 'adding');
    await putTopology(a, 'a', first);
    await putTopology(b, 'b', adding);
    const gateway = await startGateway(`${a.url}?id=a`);
    expect(await nodesOf(gateway)).toEqual(['a', 'b', 'c']);
    expect(await topologyOn(a)).toEqual(adding);
    expect(await topologyOn(c)).toEqual(adding);
    await expectToServe(gateway);
  });

  it('refuses nodes of different rings, naming them', async () => {
    const [a, b] = await startServers();
    await stop(await startGateway(`${a.url}?id=a`));
    await stop(await startGateway(`${b.url}?id=b`));
    const before = await Promise.all([a, b].map(hashOn));
    await expect(startGateway(`${a.url}?id=a ${b.url}?id=b`)).rejects.toMatchObject({
      code: 'RINGS_DIFFER',
      message: expect.stringMatching(/ring \S+ on a; ring \S+ on b\./) as unknown,
    });
    expect(await Promise.all([a, b].map(hashOn))).toEqual(before);
  });

  it('refuses a document that is none, naming the node', async () => {
    const [a, b] = await startServers();
    await stop(await startGateway(`${a.url}?id=a ${b.url}?id=b`));
    await b.ask((client) => client.hset('ring', 'document', '{"epoch":1}'));
    await expect(startGateway(`${a.url}?id=a ${b.url}?id=b`)).rejects.toMatchObject({
      code: 'RING_DOCUMENT_INVALID',
      message: expect.stringMatching(/^the node b: .*ringId: /) as unknown,
    });
  });

  it('starts while a node is down, which gets the document when it is up', async () => {
    const [a, b] = await startServers();
    await b.kill();
    const gateway = await startGateway(`${a.url}?id=a ${b.url}?id=b`);
    await b.restart();
    await waitFor('it has the document', async () => 'fence' in (await hashOn(b)));
    expect(await topologyOn(b)).toEqual(await topologyOn(a));
    await expectToServe(gateway);
  });

  it('starts while all nodes are down, and goes by the ring that they turn out to have', async () => {
    const [a, b] = await startServers({ appendOnly: true });
    await stop(await startGateway(`${a.url}?id=a&weight=2 ${b.url}?id=b`));
    await Promise.all([a.kill(), b.kill()]);
    const gateway = await startGateway(`${a.url}?id=a ${b.url}?id=b`);
    await a.restart();
    await b.restart();
    const { ringId } = await topologyOn(a);
    expect((await topologyOn(b)).ringId).toBe(ringId);
    await waitFor('both are up', async () => (await readiness(gateway)) === 'ready');
    await waitFor('it goes by it', () =>
      entriesOf(gateway).some(({ msg }) => msg.includes('has changed')),
    );
    await expectToServe(gateway);
    expect(linesOf(gateway, 'error')).toEqual([]);
    expect(await topologyOn(a)).toMatchObject({ ringId, nodes: [{ weight: 2 }, { weight: 1 }] });
  });
});

describe('a gateway that serves', () => {
  it('installs its document again on a node that was started anew without its data', async () => {
    const [a, b] = await startServers();
    const gateway = await startGateway(`${a.url}?id=a ${b.url}?id=b`);
    await b.restart();
    await waitFor('it has the document', async () => 'fence' in (await hashOn(b)));
    expect(await topologyOn(b)).toEqual(await topologyOn(a));
    await waitFor('it is up', async () => (await readiness(gateway)) === 'ready');
    await expectToServe(gateway);
  });

  it('goes on after a node was emptied under it', async () => {
    const [a, b] = await startServers();
    const gateway = await startGateway(`${a.url}?id=a ${b.url}?id=b`);
    await Promise.all([a, b].map((server) => server.ask((client) => client.flushall())));
    await expectToServe(gateway);
    expect(await topologyOn(b)).toEqual(await topologyOn(a));
  });

  it('finds a newer document by asking, and puts it on every member', async () => {
    const [a, b] = await startServers();
    const c = await startServer();
    const gateway = await startGateway(`${a.url}?id=a ${b.url}?id=b`, {
      RINGGATE_RING_POLL_INTERVAL: '50ms',
    });
    const node = { id: 'c', weight: 1, url: c.url };
    const adding = begun(await topologyOn(a), { kind: 'add', node }, 'by-hand');
    await putTopology(b, 'b', adding);
    await waitFor('it goes by it', () => epochOf(gateway) === 2);
    expect(await Promise.all([a, b, c].map(topologyOn))).toEqual([adding, adding, adding]);
    await expectToServe(gateway);
    expect(await c.ask((client) => client.dbsize())).toBeGreaterThan(1);
  });

  it('finds a newer document when a step is refused, without asking for it', async () => {
    const [a, b] = await startServers();
    const gateway = await startGateway(`${a.url}?id=a ${b.url}?id=b`, {
      RINGGATE_RING_POLL_INTERVAL: '1h',
    });
    const adding = begun(await topologyOn(a), { kind: 'reweight', id: 'b', weight: 3 }, 'by-hand');
    await putTopology(a, 'a', adding);
    await expectToServe(gateway);
    expect(epochOf(gateway)).toBe(2);
    expect(await topologyOn(b)).toEqual(adding);
  });
});

describe('a gateway that moves records', () => {
  it('brings a change to its end that nobody else sees to', async () => {
    const [a, b] = await startServers();
    const gateway = await startGateway(`${a.url}?id=a ${b.url}?id=b`, {
      RINGGATE_RING_POLL_INTERVAL: '50ms',
      RINGGATE_MOVER: 'on',
    });
    const browsers = Array.from({ length: 12 }, () => gateway.browser());
    for (const browser of browsers) await setValue(browser, 'kept', true);
    await putTopology(a, 'a', begun(await topologyOn(a), { kind: 'remove', id: 'b' }, 'removing'));
    await waitFor('the ring is stable', () => epochOf(gateway) === 3, 20_000);
    expect(await topologyOn(a)).toMatchObject({ epoch: 3, nodes: [{ id: 'a' }] });
    expect(await b.ask((client) => client.keys('s:*'))).toEqual([]);
    for (const browser of browsers) {
      expect((await sessionOf(browser))?.values).toEqual({ kept: true });
    }
    expect(await nodesOf(gateway)).toEqual(['a']);
    expect(linesOf(gateway, 'error')).toEqual([]);
  });
});

describe('credentials of nodes', () => {
  const password = 'p@ss word/of:nodes';

  it('come from one option, for a node that was added too, and are in no document', async () => {
    const options = { args: ['--requirepass', password] };
    const [a, b, c] = await Promise.all([
      RedisServer.start(options),
      RedisServer.start(options),
      RedisServer.start(options),
    ]);
    servers.push(a, b, c);
    const own = encodeURIComponent(password);
    const gateway = await startGateway(
      `redis://:${own}@127.0.0.1:${a.port}?id=a redis+unix://${b.socketPath}?id=b`,
      { RINGGATE_NODE_PASSWORD: password, RINGGATE_RING_POLL_INTERVAL: '50ms' },
    );
    await expectToServe(gateway);

    const client = b.client({ password });
    const documents: string[] = [];
    try {
      const document = (await client.hget('ring', 'document')) ?? '';
      const node = { id: 'c', weight: 1, url: c.url };
      const adding = begun(decodeTopology(document), { kind: 'add', node }, 'adding');
      await client.hset('ring', {
        fence: `${fenceOf(adding)} b`,
        document: encodeTopology(adding),
      });
      await waitFor('it goes by it', () => epochOf(gateway) === 2);
      documents.push(document, JSON.stringify(await client.hgetall('ring')));
    } finally {
      client.disconnect();
    }
    await expectToServe(gateway);
    for (const text of [...documents, gateway.logText()]) {
      expect(text).not.toContain(own);
      expect(text).not.toContain(password);
    }
    expect(documents[0]).toContain(`"url":"redis://127.0.0.1:${a.port}"`);
    expect(documents[0]).toContain(`"url":"redis+unix://${b.socketPath}"`);
  });
});
