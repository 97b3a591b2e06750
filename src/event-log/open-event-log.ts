import type { Logger } from 'pino';
import { EventLog } from './event-log.ts';

/**
 * The event log within the log of the gateway. It is for reviewers and alerts, so no level of that log but `silent` leaves
 * any event out.
 *
 * @returns Absent where nothing is logged.
 */
export function openEventLog(log: Logger): EventLog | undefined {
  if (log.level === 'silent') return undefined;
  return new EventLog(log.child({}, { level: 'info' }));
}
