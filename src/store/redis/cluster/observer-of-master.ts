import type { NodeObserver } from '../../node-observer.ts';

/** @returns What a master is to tell, so that the observer of its node hears of the node. */
export function observerOfMaster(
  observer: NodeObserver,
  nodeId: string,
  place: string,
): NodeObserver {
  return {
    statusChanged: (_master, status, reason) => {
      observer.statusChanged(nodeId, status, reason, place);
    },
    ...(observer.commandEnded && {
      commandEnded: (_master, ...ended) => {
        observer.commandEnded?.(nodeId, ...ended);
      },
    }),
    ...(observer.traceCommand && { traceCommand: observer.traceCommand }),
  };
}
