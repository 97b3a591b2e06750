import type { MetricReport } from './gateway-metrics.ts';

/** One end of the channel between a worker and its primary: `process` in a worker, a worker of `node:cluster` in the primary. */
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
export interface ReportAnswer {
  readonly ringgate: 'report';
  readonly request: number;
  readonly metrics: readonly MetricReport[];
}

/** Whether a message on the channel, which others may use too, asks for a report. */
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
