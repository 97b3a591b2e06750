import type { NodeStatus } from '../session/ring-view.ts';

/**
 * Watches what a process asks of its nodes and how they answer: for metrics, traces and the event log. Its functions are
 * called on every command, so they must be quick; none may throw. Those about commands are absent where nobody is to be
 * told of them: then a command costs nothing more.
 */
export interface NodeObserver {
  /**
   * A command has ended.
   *
   * @param command The name of a script, as in `load`, or that of a Redis command, in lower case.
   * @param elapsedMs Since it was asked for; 0 when it was refused at once.
   */
  commandEnded?: (
    nodeId: string,
    command: string,
    outcome: CommandOutcome,
    elapsedMs: number,
  ) => void;
  /** A command begins: for a trace. @param nodeId As in the log. @returns To be called when it has ended. */
  traceCommand?: (nodeId: string, command: string) => (outcome: CommandOutcome) => void;
  /**
   * A node can be used again, or cannot be used any more.
   *
   * @param reason Why it is DOWN, a code, as in the log.
   * @param server Where a node has several: the one that this is about, as in `10.0.0.7:6379`.
   */
  statusChanged(nodeId: string, status: NodeStatus, reason?: string, server?: string): void;
}

/**
 * `answered`: also with "there is no such session"; `fenced`: the caller has another topology; `redirected`: another server
 * of the node has the keys, and is asked; `refused`: the server answered with an error; `timed-out`; `lost`: the connection
 * went, or could not be used; `rejected`: not sent, since the node is DOWN; `overfull`: not sent, since too many commands
 * were under way.
 */
export type CommandOutcome =
  'answered' | 'fenced' | 'redirected' | 'refused' | 'timed-out' | 'lost' | 'rejected' | 'overfull';

/** What one server of several that a node has is called in the log, as in `sessions/10.0.0.7:6379`. */
export function serverId(nodeId: string, server: string): string {
  return `${nodeId}/${server}`;
}
