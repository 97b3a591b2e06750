import type { EventSink } from '../session/gateway-event.ts';
import type { NodeStatus } from '../session/ring-view.ts';
import type { NodeObserver } from '../store/node-observer.ts';

/** Records that a node can be used, or cannot be used any more. */
export class NodeEvents implements NodeObserver {
  readonly #sink: EventSink;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  statusChanged(node: string, status: NodeStatus, reason?: string): void {
    this.#sink.record(
      status === 'UP' ? { name: 'node.up', node } : { name: 'node.down', node, reason },
    );
  }

  breakerChanged(): void {
    return;
  }
}
