import type { NodeObserver } from './node-observer.ts';

/**
 * Several observers as one: each is told everything, in their order.
 *
 * @param observers At most one of them traces commands: the first that does.
 */
export function observedByAll(observers: readonly NodeObserver[]): NodeObserver {
  const traceCommand = observers.find((observer) => observer.traceCommand)?.traceCommand;
  return {
    commandEnded: (nodeId, command, outcome, elapsedMs) => {
      for (const observer of observers) observer.commandEnded(nodeId, command, outcome, elapsedMs);
    },
    statusChanged: (nodeId, status, reason) => {
      for (const observer of observers) observer.statusChanged(nodeId, status, reason);
    },
    breakerChanged: (nodeId, state) => {
      for (const observer of observers) observer.breakerChanged(nodeId, state);
    },
    ...(traceCommand && { traceCommand }),
  };
}
