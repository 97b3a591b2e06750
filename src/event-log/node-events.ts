import type { EventSink } from '../session/gateway-event.ts';
import type { NodeStatus } from '../session/ring-view.ts';
import { serverId, type NodeObserver } from '../store/node-observer.ts';

/** Records that a node can be used, or cannot be used any more. */
export class NodeEvents implements NodeObserver {
  readonly #sink: EventSink;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  statusChanged(nodeId: string, status: NodeStatus, reason?: string, server?: string): void {
    const node = server === undefined ? nodeId : serverId(nodeId, server);
    this.#sink.record(
      status === 'UP' ? { name: 'node.up', node } : { name: 'node.down', node, reason },
    );
  }
}
