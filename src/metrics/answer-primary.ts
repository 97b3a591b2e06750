import {
  isReportRequest,
  type ReportAnswer,
  type ReportChannel,
  type WorkerReport,
} from './worker-report.ts';

/**
 * In a worker: answers the primary's questions from now on ({@link WorkersReports}).
 *
 * @returns What ends that.
 */
export function answerPrimary(
  channel: ReportChannel,
  report: () => Promise<WorkerReport>,
): () => void {
  const listener = (message: unknown): void => {
    if (!isReportRequest(message)) return;
    const { request } = message;
    report().then(
      ({ metrics, nodes }) => {
        const answer: ReportAnswer = { ringgate: 'report', request, metrics, nodes };
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
