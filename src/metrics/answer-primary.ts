import type { MetricReport } from './gateway-metrics.ts';
import { isReportRequest, type ReportAnswer, type ReportChannel } from './worker-report.ts';

/**
 * In a worker: answers the primary's questions for its metrics from now on.
 *
 * @param channel `process`.
 * @param report As {@link GatewayMetrics.report}.
 * @returns What ends that.
 */
export function answerPrimary(
  channel: ReportChannel,
  report: () => Promise<readonly MetricReport[]>,
): () => void {
  const listener = (message: unknown): void => {
    if (!isReportRequest(message)) return;
    const { request } = message;
    report().then(
      (metrics) => {
        const answer: ReportAnswer = { ringgate: 'report', request, metrics };
        // Without a primary there is nobody left to tell.
        channel.send(answer, () => undefined);
      },
      // The primary goes by the last one.
      () => undefined,
    );
  };
  channel.on('message', listener);
  return () => {
    channel.off('message', listener);
  };
}
