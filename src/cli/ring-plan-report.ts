import type { RingChange } from '../ring/ring-change.ts';
import type { PlanReport } from '../store/operator/ring-operations.ts';
import {
  readableCount,
  readableDuration,
  readableRecords,
  readableShare,
} from './readable-quantity.ts';
import type { MoveRate } from './ring-arguments.ts';
import { textTable } from './text-table.ts';

/** What a change moves, for people. */
export function planText(
  { change, shares, flows, records, warnings }: PlanReport,
  rate: MoveRate,
): string {
  const shareTable = textTable(
    [
      { heading: 'NODE' },
      { heading: 'SHARE', isNumeric: true },
      { heading: 'AFTER', isNumeric: true },
    ],
    shares.map(({ id, before, after }) => [id, readableShare(before), readableShare(after)]),
  );
  const flowTable = textTable(
    [
      { heading: 'FROM' },
      { heading: 'TO' },
      { heading: 'SHARE', isNumeric: true },
      { heading: 'RECORDS', isNumeric: true },
    ],
    flows.map(({ src, dst, share, records: count }) => {
      return [src, dst, readableShare(share), readableCount(count)];
    }),
  );
  return [
    `${changeText(change)}.\n\n`,
    shareTable,
    '\n',
    flowTable,
    '\n',
    `${workText(records, rate)}\n`,
    ...warnings.map((warning) => `warning: ${warning}\n`),
  ].join('');
}

/** How long moving takes at least at this rate, whole milliseconds; absent where no rate bounds it. */
export function movingTimeMs(records: number, rate: MoveRate): number | undefined {
  return rate === 'max' ? undefined : Math.ceil((records / rate) * 1_000);
}

function workText(records: number, rate: MoveRate): string {
  if (records === 0) return 'No records move.';
  const verb = records === 1 ? 'moves' : 'move';
  return `About ${readableRecords(records)} ${verb}, ${timeText(records, rate)}.`;
}

function timeText(records: number, rate: MoveRate): string {
  if (rate === 'max') return 'as fast as the nodes allow';
  const durationMs = movingTimeMs(records, rate) ?? 0;
  return `which takes at least ${readableDuration(durationMs)} at ${readableRecords(rate)}/s`;
}

function changeText(change: RingChange): string {
  switch (change.kind) {
    case 'add': {
      const { id, url, weight } = change.node;
      return `Add ${id} (${url}) with the weight ${readableCount(weight)}`;
    }
    case 'remove':
      return `Remove ${change.id}`;
    case 'reweight':
      return `Give ${change.id} the weight ${readableCount(change.weight)}`;
  }
}
