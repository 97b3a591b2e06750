import type { NodeObserver } from './node-observer.ts';

/**
 * Several observers as one: each is told all that it wants to know, in their order.
 *
 * @param observers At most one of them traces commands: the first that does.
 */
export function observedByAll(observers: readonly NodeObserver[]): NodeObserver {
  const ofCommands = observers.filter((observer) => observer.commandEnded);
  const commandEnded: NodeObserver['commandEnded'] = (nodeId, command, outcome, elapsedMs) => {
    for (const observer of ofCommands) {
      observer.commandEnded?.(nodeId, command, outcome, elapsedMs);
    }
  };
  const traceCommand = observers.find((observer) => observer.traceCommand)?.traceCommand;
  return {
    statusChanged: (...change) => {
      for (const observer of observers) observer.statusChanged(...change);
    },
    ...(ofCommands.length > 0 && { commandEnded }),
    ...(traceCommand && { traceCommand }),
  };
}
