import type { RunReport } from './ring-load-run.ts';

/** What came of a run, on a line. */
export function figuresLine(report: RunReport): string {
  const { seed, calls, sessions, changes, killedMovers, killedGateways, movedRecords } = report;
  const { unknown, unavailable, p50Ms, p99Ms, faults } = report;
  return [
    `seed ${seed}: ${calls} calls on ${sessions} sessions`,
    `${unknown} of unknown outcome (${unavailable} unavailable)`,
    `${changes} changes of the ring, ${movedRecords} records moved`,
    `${killedMovers} movers and ${killedGateways} gateways killed`,
    `reads p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`,
    `${faults.length} faults`,
  ].join('; ');
}
