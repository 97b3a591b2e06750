import type { RingNodeView } from '../session/ring-view.ts';
import type { RingReport } from '../store/operator/ring-operations.ts';
import {
  readableCount,
  readableDuration,
  readableRecords,
  readableShare,
} from './readable-quantity.ts';
import { type TextColumn, textTable } from './text-table.ts';

const columns: readonly TextColumn[] = [
  { heading: 'NODE' },
  { heading: 'KIND' },
  { heading: 'STATUS' },
  { heading: 'WEIGHT', isNumeric: true },
  { heading: 'POINTS', isNumeric: true },
  { heading: 'SHARE', isNumeric: true },
  { heading: 'RECORDS', isNumeric: true },
  { heading: 'LATENCY', isNumeric: true },
];

/** The ring for people. @param now Unix milliseconds. */
export function statusText({ epoch, state, progress, nodes }: RingReport, now: number): string {
  const table = textTable(columns, nodes.map(nodeRow));
  if (state === 'STABLE') return `The ring is stable: epoch ${epoch}.\n\n${table}`;
  const done = progress
    ? `${readableRecords(progress.moved)} moved, ${readableCount(progress.scanned)} of about ${readableCount(progress.total)} looked at in this pass; began ${readableDuration(Math.max(now - progress.startedAt, 0))} ago.`
    : 'No mover has begun, or no node tells of it.';
  return [
    `The ring is moving: epoch ${epoch}.\n\n${table}\n`,
    `${done}\n`,
    'Where no mover is at work, `ringgate ring resume` goes on.\n',
  ].join('');
}

/** The ring for machines. */
export function statusJson(report: RingReport): string {
  // What is absent is null, as in GraphQL.
  return `${JSON.stringify(
    {
      epoch: report.epoch,
      state: report.state,
      progress: report.progress ?? null,
      nodes: report.nodes.map((node) => ({
        ...node,
        sessions: node.sessions ?? null,
        latencyMs: node.latencyMs ?? null,
      })),
    },
    undefined,
    2,
  )}\n`;
}

function nodeRow({
  id,
  kind,
  status,
  weight,
  points,
  share,
  sessions,
  latencyMs,
}: RingNodeView): readonly string[] {
  const leaves = points === 0 ? ', leaves' : '';
  return [
    id,
    kind,
    `${status.toLowerCase()}${leaves}`,
    readableCount(weight),
    readableCount(points),
    readableShare(share),
    sessions === undefined ? '-' : readableCount(sessions),
    latencyMs === undefined ? '-' : `${latencyMs.toFixed(1)} ms`,
  ];
}
