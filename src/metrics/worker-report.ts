import type { NodeState } from '../session/ring-view.ts';
import type { MetricReport } from './gateway-metrics.ts';

/** What operators are told of one process, when another tells of several. */
export interface WorkerReport {
  readonly metrics: readonly MetricReport[];
  /** What it knows of each node without asking it. */
  readonly nodes: readonly NodeState[];
}

/** One end of the channel between a worker and its primary: a worker of `node:cluster`, in either of them. */
export interface ReportChannel {
  /** @param onSent Told when it is on its way, or that the channel is closed. */
  send(message: object, onSent: (error: Error | null) => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

/** What a primary sends. */
export interface ReportRequest {
  readonly ringgate: 'report?';
  /** Names the answer to it. */
  readonly request: number;
}

/** What a worker answers. */
export interface ReportAnswer extends WorkerReport {
  readonly ringgate: 'report';
  readonly request: number;
}

/** Whether a message on the channel, which others use too, asks for a report. */
export function isReportRequest(message: unknown): message is ReportRequest {
  return isTagged(message, 'report?');
}

/** Whether a message on the channel is a report. */
export function isReportAnswer(message: unknown): message is ReportAnswer {
  return isTagged(message, 'report');
}

function isTagged(message: unknown, tag: string): boolean {
  return (
    typeof message === 'object' &&
    message !== null &&
    'ringgate' in message &&
    message.ringgate === tag
  );
}
