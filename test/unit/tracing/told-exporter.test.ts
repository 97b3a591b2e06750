import { describe, expect, it } from '@jest/globals';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { ToldExporter } from '../../../src/tracing/told-exporter.ts';

type Outcome = Parameters<Parameters<SpanExporter['export']>[1]>[0];

// The names of these numbers are in a package that only the exporters depend on.
const [success, failure] = JSON.parse('[0, 1]') as [Outcome['code'], Outcome['code']];

/** Ends every export as it is told. */
class PlannedExporter implements SpanExporter {
  outcome: Outcome = { code: success };

  export(_spans: ReadableSpan[], onResult: (outcome: Outcome) => void): void {
    onResult(this.outcome);
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

describe('an exporter that tells what is lost', () => {
  const setUp = () => {
    const lines: object[] = [];
    const planned = new PlannedExporter();
    const clock = { now: 1_000 };
    const log = { warn: (fields: object) => lines.push(fields) };
    const exporter = new ToldExporter(planned, log, () => clock.now);
    const outcomes: Outcome[] = [];
    const send = (count: number): void => {
      exporter.export(Array<ReadableSpan>(count), (outcome) => outcomes.push(outcome));
    };
    const fail = (error: Error): void => {
      planned.outcome = { code: failure, error };
    };
    return { lines, planned, clock, outcomes, send, fail };
  };

  it('says nothing of what was sent, and hands on how it went', () => {
    const { lines, outcomes, send } = setUp();
    send(3);
    expect(lines).toEqual([]);
    expect(outcomes).toEqual([{ code: success }]);
  });

  it('tells once a minute how many spans were lost, with a code and no text of the collector', () => {
    const { lines, clock, send, fail } = setUp();
    fail(Object.assign(new Error('a text'), { code: 503, data: 'a secret' }));
    send(3);
    expect(lines).toEqual([{ spans: 3, reason: '503' }]);
    for (let count = 0; count < 59; count += 1) {
      clock.now += 1_000;
      send(2);
    }
    expect(lines).toHaveLength(1);
    clock.now += 1_000;
    fail(new Error('Request timed out'));
    send(1);
    expect(lines.slice(1)).toEqual([{ spans: 119, reason: 'Request timed out' }]);
  });
});
