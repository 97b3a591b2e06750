import { describe, expect, it } from '@jest/globals';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { fileText, yamlDocuments } from './deploy-files.ts';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly { readonly expr: string }[];
}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const dashboard = JSON.parse(fileText('deploy/grafana/ringgate.json')) as {
  readonly panels: readonly Panel[];
};
const alerts = yamlDocuments<{ readonly groups: readonly { readonly rules: readonly Alert[] }[] }>(
  'deploy/prometheus/rules.yaml',
).flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));

/** Names of metrics that a gateway has: those that are documented, and those of its process. */
function knownMetrics(): Set<string> {
  const documented = fileText('docs/observability.md').matchAll(/^\| `(ringgate_\w+)` +\| (\w+)/gm);
  const names = [...documented].flatMap(([, name = '', type]) =>
    type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name],
  );
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const ofProcess = registry.getMetricsAsArray().map(({ name }) => name);
  registry.clear();
  return new Set([...names, ...ofProcess]);
}

function metricsIn(expression: string): string[] {
  return [...expression.matchAll(/\b(?:ringgate|nodejs|process)_\w+/g)].map(([name]) => name);
}

describe('the dashboard', () => {
  it('asks for metrics that there are', () => {
    const known = knownMetrics();
    const asked = dashboard.panels.flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr }) => metricsIn(expr)),
    );
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('shows every metric of the gateway but those that only tell versions and instants', () => {
    const shown = dashboard.panels.flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr }) => metricsIn(expr)),
    );
    const missing = [...knownMetrics()].filter(
      (name) =>
        name.startsWith('ringgate_') && !/_(sum|count)$/.test(name) && !shown.includes(name),
    );
    expect(missing).toEqual(['ringgate_ring_moving', 'ringgate_move_started_timestamp_seconds']);
  });

  it('has panels that do not cover one another', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, taken.get(`${x} ${y}`)]).toEqual([title, undefined]);
          taken.set(`${x} ${y}`, title);
        }
      }
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the alerts', () => {
  it('ask for metrics that there are', () => {
    const known = knownMetrics();
    for (const { alert, expr } of alerts) {
      expect([alert, metricsIn(expr).filter((name) => !known.has(name))]).toEqual([alert, []]);
      expect(metricsIn(expr)).not.toEqual([]);
    }
  });

  it('name sections of the operations page, which tells of no other alert', () => {
    const sections = [...fileText('docs/operations.md').matchAll(/^### (Ringgate\w+)$/gm)].map(
      ([, name = '']) => name,
    );
    expect(alerts.map(({ annotations }) => annotations.runbook)).toEqual(
      alerts.map(({ alert }) => `docs/operations.md#${alert.toLowerCase()}`),
    );
    expect(alerts.map(({ alert }) => alert)).toEqual(sections);
  });

  it('are each seen going off by a test of the rules', () => {
    const [{ tests = [] } = {}] = yamlDocuments<{
      readonly tests?: readonly {
        readonly alert_rule_test: readonly {
          readonly alertname: string;
          readonly exp_alerts: readonly unknown[];
        }[];
      }[];
    }>('deploy/prometheus/rules.test.yaml');
    const seen = tests
      .flatMap(({ alert_rule_test }) => alert_rule_test)
      .filter(({ exp_alerts }) => exp_alerts.length > 0)
      .map(({ alertname }) => alertname);
    expect(new Set(seen)).toEqual(new Set(alerts.map(({ alert }) => alert)));
  });
});
