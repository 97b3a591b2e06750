import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { GatewayMetrics } from '../../../src/metrics/gateway-metrics.ts';
import { WorkersReports } from '../../../src/metrics/workers-reports.ts';
import type { RingView } from '../../../src/session/ring-view.ts';
import { Scrape } from '../../support/scrape.ts';

/** A row of the table, or what a scrape tells. */
interface Metric {
  readonly type: string;
  readonly labels: readonly string[];
}

const doc = readFileSync(new URL('../../../docs/observability.md', import.meta.url), 'utf8');

function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

function documented(): Record<string, Metric> {
  const rows = [...doc.matchAll(/^\| `(ringgate_\w+)` +\| (\w+) +\| ([^|]*)\|/gm)];
  return Object.fromEntries(
    rows.map(([, name = '', type = '', labels = '']) => [
      name,
      { type, labels: quoted(labels).sort() },
    ]),
  );
}

function documentedValues(label: string): string[] {
  const row = new RegExp(`^\\| \`${label}\` +\\| ([^|]*)\\|`, 'm').exec(doc);
  return quoted(row?.[1] ?? '');
}

/** What is there to be told while a ring moves, with something of everything counted. */
async function toldByAll(): Promise<Scrape> {
  const ring: RingView = {
    epoch: 2,
    state: 'MOVING',
    progress: () => Promise.resolve({ scanned: 1, moved: 2, total: 3, startedAt: 4_000 }),
    nodes: () =>
      Promise.resolve([
        {
          id: 'a',
          kind: 'memory',
          status: 'UP',
          weight: 1,
          points: 8,
          share: 1,
          sessions: 5,
          latencyMs: 1,
        },
      ]),
    owner: () => Promise.reject(new Error('nobody asks')),
    states: () => [{ id: 'a', status: 'UP' }],
  };
  const metrics = new GatewayMetrics({ operations: [], version: '1.2.3' });
  metrics.watch({
    ring,
    shares: () => new Map([['a', 1]]),
    breakers: () => new Map([['a', 'closed']]),
    hashesRunning: () => 0,
    hashesWaiting: () => 0,
    subscriptions: () => 0,
    connections: () => 0,
    shed: () => 0,
  });
  metrics.nodes.setMembers(['a']);
  metrics.nodes.commandEnded('a', 'load', 'answered', 1);
  metrics.operations.subscriptionAnswered('X', 'ok');
  await metrics.operations.willSendResponse({
    response: { body: { kind: 'single', singleResult: { data: {} } } },
    contextValue: { request: { receivedAt: performance.now() } },
  } as unknown as Parameters<typeof metrics.operations.willSendResponse>[0]);
  const ofWorkers = await new WorkersReports(() => []).text();
  return new Scrape(`${(await metrics.text()).text}${ofWorkers.text}`);
}

let scrape: Scrape;

beforeAll(async () => {
  scrape = await toldByAll();
});

/** The values of a label of a metric. */
function valuesOf(metric: string, label: string): string[] {
  const values = Object.keys(scrape.valuesOf(metric)).map(
    (series) => new RegExp(`[{,]${label}="([^"]*)"`).exec(series)?.[1] ?? '',
  );
  return [...new Set(values)];
}

describe('docs/observability.md', () => {
  it('has each metric with its type and labels, and no other', () => {
    const types = [...scrape.text.matchAll(/^# TYPE (ringgate_\w+) (\w+)$/gm)];
    const told = types.map(([, name = '', type = '']): [string, Metric] => {
      const series = [...scrape.samples.keys()].find((key) =>
        new RegExp(`^${name}(_count)?([{]|$)`).test(key),
      );
      // One that has no series here would have its labels checked by nobody.
      if (series === undefined) throw new Error(`${name} tells nothing`);
      const labels = [...series.matchAll(/[{,](\w+)=/g)].map(([, label = '']) => label);
      return [name, { type, labels: labels.filter((label) => label !== 'le').sort() }];
    });
    expect(documented()).toEqual(Object.fromEntries(told));
  });

  it.each([
    ['ringgate_http_refusals_total', 'status', ['other']],
    ['ringgate_sessions_ended_total', 'by', []],
    ['ringgate_tokens_rejected_total', 'reason', []],
    ['ringgate_workers', 'state', []],
  ])('has the values that %s has from the start for %s', (metric, label, later) => {
    expect(documentedValues(label)).toEqual([...valuesOf(metric, label), ...later]);
  });

  it('has the outcomes of logins', () => {
    const row = /^\| +\| Of logins: ([^|]*)\|/m.exec(doc)?.[1] ?? '';
    expect(quoted(row)).toEqual(valuesOf('ringgate_logins_total', 'outcome'));
  });

  it('tells of moving what the mover wrote down', () => {
    expect(scrape.value('ringgate_move_scanned_records')).toBe(1);
    expect(scrape.value('ringgate_move_moved_records')).toBe(2);
    expect(scrape.value('ringgate_move_expected_records')).toBe(3);
    expect(scrape.value('ringgate_move_started_timestamp_seconds')).toBe(4);
    expect(scrape.value('ringgate_ring_moving')).toBe(1);
  });
});
