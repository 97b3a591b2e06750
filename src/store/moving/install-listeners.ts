import type { StopListening } from '../../session/session-events.ts';
import type { CurrentRing } from '../current-ring.ts';

/** Listens for topologies that are installed on nodes, at each one as long as somebody needs it. */
export class InstallListeners {
  readonly #ring: CurrentRing;
  readonly #needs = new Map<string, { count: number; stop: StopListening }>();

  constructor(ring: CurrentRing) {
    this.#ring = ring;
  }

  need(nodeId: string): void {
    const need = this.#needs.get(nodeId);
    if (need) need.count += 1;
    else this.#begin(nodeId);
  }

  /** For each {@link need} once. */
  endNeed(nodeId: string): void {
    const need = this.#needs.get(nodeId);
    if (need === undefined) return;
    need.count -= 1;
    if (need.count > 0) return;
    this.#needs.delete(nodeId);
    need.stop();
  }

  #begin(nodeId: string): void {
    const need = { count: 1, stop: (): void => undefined };
    this.#needs.set(nodeId, need);
    this.#ring
      .node(nodeId)
      .ring.listenForInstalls(() => void this.#ring.lookAgain())
      .then(
        (stop) => {
          if (this.#needs.get(nodeId) === need) need.stop = stop;
          else stop();
        },
        // Whoever is told by nobody finds out by asking every few seconds.
        () => undefined,
      );
  }
}
