import type { NodeStatus } from '../../../session/ring-view.ts';
import type { NodeObserver } from '../../node-observer.ts';

/** Tells the observer of a node what its masters do, and whether any of them can be used. */
export class ClusterHealth {
  readonly #nodeId: string;
  readonly #observer: NodeObserver;
  readonly #isAnyUp: () => boolean;
  #status: NodeStatus = 'DOWN';

  constructor(nodeId: string, observer: NodeObserver, isAnyUp: () => boolean) {
    this.#nodeId = nodeId;
    this.#observer = observer;
    this.#isAnyUp = isAnyUp;
  }

  /** @param place Of a master. @returns What that one tells. */
  observerOf(place: string): NodeObserver {
    const observer = this.#observer;
    return {
      statusChanged: (_master, status, reason) => {
        observer.statusChanged(this.#nodeId, status, reason, place);
        this.look(reason);
      },
      ...(observer.commandEnded && {
        commandEnded: (_master, ...ended) => {
          observer.commandEnded?.(this.#nodeId, ...ended);
        },
      }),
      ...(observer.traceCommand && { traceCommand: observer.traceCommand }),
    };
  }

  /** To be called once, when the cluster was looked for: from then on what it tells are changes. */
  begin(): void {
    if (this.#status === 'DOWN') {
      this.#observer.statusChanged(this.#nodeId, 'DOWN', 'no master answers');
    }
  }

  /** To be called whenever other masters have the slots. @param reason Why a master cannot be used any more. */
  look(reason?: string): void {
    const status = this.#isAnyUp() ? 'UP' : 'DOWN';
    if (status === this.#status) return;
    this.#status = status;
    this.#observer.statusChanged(this.#nodeId, status, reason);
  }
}
