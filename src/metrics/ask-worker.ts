import {
  isReportAnswer,
  type ReportChannel,
  type ReportRequest,
  type WorkerReport,
} from './worker-report.ts';

/**
 * In the primary: asks a worker for its report.
 *
 * @param request Unlike that of any other question.
 * @param timeoutMs Positive whole milliseconds.
 * @returns Absent when it did not answer in time, or has ended.
 */
export function askWorker(
  worker: ReportChannel,
  request: number,
  timeoutMs: number,
): Promise<WorkerReport | undefined> {
  return new Promise((resolve) => {
    const end = (report: WorkerReport | undefined): void => {
      clearTimeout(timer);
      worker.off('message', listener);
      resolve(report);
    };
    const listener = (message: unknown): void => {
      if (isReportAnswer(message) && message.request === request) end(message);
    };
    const timer = setTimeout(end, timeoutMs, undefined);
    worker.on('message', listener);
    const question: ReportRequest = { ringgate: 'report?', request };
    worker.send(question, (error) => {
      if (error) end(undefined);
    });
  });
}
