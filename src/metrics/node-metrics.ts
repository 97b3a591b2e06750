import { Counter, type Registry } from 'prom-client';
import type { NodeStatus } from '../session/ring-view.ts';
import type { CommandOutcome, NodeObserver } from '../store/node-observer.ts';
import { TimedOutcomes } from './timed-outcomes.ts';

/** Counts what is asked of the ring's nodes and how they answer. Nodes that are no members leave no trace. */
export class NodeMetrics implements NodeObserver {
  readonly #work: TimedOutcomes;
  readonly #downs: Counter;
  readonly #usable = new Set<string>();
  #members: ReadonlySet<string> | undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#work = new TimedOutcomes({
      registry,
      counter: {
        name: 'ringgate_node_commands_total',
        help: 'Commands that were asked of nodes.',
      },
      durations: {
        name: 'ringgate_node_command_duration_seconds',
        help: 'How long commands took that were sent to their node, however they ended.',
      },
      labelNames: ['node', 'command'],
    });
    this.#downs = new Counter({
      name: 'ringgate_node_downs_total',
      help: 'How often a node went from usable to not usable.',
      labelNames: ['node'],
      registers,
    });
  }

  readonly commandEnded = (
    nodeId: string,
    command: string,
    outcome: CommandOutcome,
    elapsedMs: number,
  ): void => {
    if (!this.#isMember(nodeId)) return;
    const wasSent = outcome !== 'rejected' && outcome !== 'overfull';
    this.#work.add(nodeId, command, outcome, wasSent ? elapsedMs : undefined);
  };

  readonly statusChanged = (
    node: string,
    status: NodeStatus,
    _reason?: string,
    server?: string,
  ): void => {
    // One server of several: the node may do without it.
    if (server !== undefined || !this.#isMember(node)) return;
    if (status === 'UP') this.#usable.add(node);
    else if (this.#usable.delete(node)) this.#downs.inc({ node });
  };

  /** From now on these are the members; what was counted of others is forgotten. Before it is known, all are taken for members. */
  setMembers(ids: readonly string[]): void {
    const left = [...(this.#members ?? this.#usable)].filter((id) => !ids.includes(id));
    this.#members = new Set(ids);
    this.#work.keepOnly(this.#members);
    for (const node of left) {
      this.#usable.delete(node);
      this.#downs.remove({ node });
    }
    for (const node of ids) this.#downs.inc({ node }, 0);
  }

  #isMember(nodeId: string): boolean {
    return this.#members?.has(nodeId) ?? true;
  }
}
