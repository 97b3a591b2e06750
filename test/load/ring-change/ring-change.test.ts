import { randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../../support/gateway-process.ts';
import { figuresLine } from '../../support/ring-load/figures-line.ts';
import { RingLoadRun } from '../../support/ring-load/ring-load-run.ts';

const durationMs = 20_000;

describe('I5: a ring that changes under load, with gateways and movers that are killed', () => {
  it(
    'loses no session and no acknowledged write, and brings back nothing that has ended',
    async () => {
      const seed = randomInt(2 ** 31);
      const events: string[] = [`seed ${seed}`];
      const report = await new RingLoadRun({
        seed,
        durationMs,
        callsPerSecond: 400,
        moverRates: [300, 1_000],
        filling: 300,
        roundMs: durationMs,
        program: builtProgram,
        tell: (line) => events.push(line),
      }).run();
      process.stdout.write(`${figuresLine(report)}\n`);
      const [first] = report.faults;
      if (first) throw new Error([...events, JSON.stringify(first, undefined, 2)].join('\n'));
      expect(report.changes).toBeGreaterThanOrEqual(2);
      expect(report.calls).toBeGreaterThan(1_000);
      expect(report.movedRecords).toBeGreaterThan(0);
    },
    durationMs * 5,
  );
});
