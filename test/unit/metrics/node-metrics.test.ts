import { beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { NodeMetrics } from '../../../src/metrics/node-metrics.ts';
import { Scrape } from '../../support/scrape.ts';

let registry: Registry;
let nodes: NodeMetrics;

beforeEach(() => {
  registry = new Registry();
  nodes = new NodeMetrics(registry);
});

async function told(): Promise<Scrape> {
  return new Scrape(await registry.metrics());
}

describe('metrics of nodes', () => {
  it('have a series of each member from the start', async () => {
    nodes.setMembers(['a', 'b']);
    expect((await told()).valuesOf('ringgate_node_downs_total')).toEqual({
      'ringgate_node_downs_total{node="a"}': 0,
      'ringgate_node_downs_total{node="b"}': 0,
    });
  });

  it('keep what was counted before the members were known, of members', async () => {
    nodes.commandEnded('a', 'describe', 'answered', 1);
    nodes.commandEnded('elsewhere', 'describe', 'answered', 1);
    nodes.setMembers(['a']);
    expect(Object.keys((await told()).valuesOf('ringgate_node_commands_total'))).toEqual([
      'ringgate_node_commands_total{command="describe",node="a",outcome="answered"}',
    ]);
  });

  it('count a command that was not sent, and do not time it', async () => {
    nodes.setMembers(['a']);
    nodes.commandEnded('a', 'load', 'rejected', 0);
    nodes.commandEnded('a', 'load', 'overfull', 0);
    nodes.commandEnded('a', 'load', 'timed-out', 400);
    const after = await told();
    expect(Object.values(after.valuesOf('ringgate_node_commands_total'))).toEqual([1, 1, 1]);
    expect(Object.values(after.valuesOf('ringgate_node_command_duration_seconds_count'))).toEqual([
      1,
    ]);
  });

  it('count a node as down that was up, once each time', async () => {
    nodes.setMembers(['a']);
    for (const status of ['DOWN', 'UP', 'DOWN', 'DOWN', 'UP', 'DOWN'] as const) {
      nodes.statusChanged('a', status);
    }
    expect((await told()).value('ringgate_node_downs_total{node="a"}')).toBe(2);
  });

  it('do not count a server of a node that has several', async () => {
    const change = (server: string, status: 'UP' | 'DOWN'): void => {
      nodes.statusChanged('a', status, undefined, server);
    };
    nodes.setMembers(['a']);
    nodes.statusChanged('a', 'UP');
    change('10.0.0.7:6379', 'UP');
    change('10.0.0.7:6379', 'DOWN');
    expect((await told()).value('ringgate_node_downs_total{node="a"}')).toBe(0);
    nodes.statusChanged('a', 'DOWN');
    expect((await told()).value('ringgate_node_downs_total{node="a"}')).toBe(1);
  });

  it('forget a node that has left the ring, and what it still answers', async () => {
    nodes.setMembers(['a', 'b']);
    nodes.statusChanged('b', 'UP');
    nodes.statusChanged('b', 'DOWN');
    nodes.commandEnded('b', 'load', 'answered', 1);
    nodes.setMembers(['a']);
    nodes.commandEnded('b', 'load', 'answered', 1);
    nodes.statusChanged('b', 'UP');
    nodes.statusChanged('b', 'DOWN');
    const series = [...(await told()).samples.keys()];
    expect(series.filter((name) => name.includes('node="b"'))).toEqual([]);
  });

  it('get no series from nodes that are no members, however many', async () => {
    nodes.setMembers(['a']);
    const before = (await told()).samples.size;
    for (let place = 0; place < 1_000; place += 1) {
      nodes.commandEnded(`unknown-${place}`, 'load', 'answered', 1);
      nodes.statusChanged(`unknown-${place}`, 'UP');
      nodes.statusChanged(`unknown-${place}`, 'DOWN');
    }
    expect((await told()).samples.size).toBe(before);
  });
});
