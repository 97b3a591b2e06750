import type { CommandOutcome, NodeObserver } from '../node-observer.ts';
import { isReplyError } from './reply-error.ts';

/** What a command that was not answered in time is rejected with; the words are those of ioredis. */
export const lateMessage = 'Command timed out';

/** To be called once, when the command has ended. */
export type EndCommand = (outcome: CommandOutcome) => void;

/** @returns Absent where nobody observes commands: then this one costs nothing more. */
export function observeCommand(
  observer: NodeObserver | undefined,
  nodeId: string,
  command: string,
): EndCommand | undefined {
  if (observer === undefined) return undefined;
  const endTrace = observer.traceCommand?.(nodeId, command);
  if (observer.commandEnded === undefined) return endTrace;
  const startedAt = performance.now();
  return (outcome) => {
    observer.commandEnded?.(nodeId, command, outcome, performance.now() - startedAt);
    endTrace?.(outcome);
  };
}

/** How a command ended that was sent and failed. */
export function outcomeOf(error: Error): CommandOutcome {
  if (isReplyError(error)) return 'refused';
  return error.message === lateMessage ? 'timed-out' : 'lost';
}
