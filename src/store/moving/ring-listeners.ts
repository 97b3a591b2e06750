import { setTimeout } from 'node:timers/promises';
import type { Placement } from '../../ring/placement.ts';
import type { SessionEvents, StopListening } from '../../session/session-events.ts';
import type { CurrentRing } from '../current-ring.ts';
import { tellListener, type SessionListener } from '../tell-listener.ts';
import { InstallListeners } from './install-listeners.ts';

/** How long to wait until a new owner that does not answer is asked again. */
const retryMs = 500;

/** Each one that follows reads its session, which may bring the record to its new owner: ten thousand at once would hold up all else for a second. */
const followedAtOnce = 100;
const followPauseMs = 10;

/** One who listens to a session, wherever its record is. */
interface Listening {
  readonly id: string;
  readonly onNotice: SessionListener;
  /** The node that is listened to, and what ends that. */
  nodeId: string;
  stop: StopListening;
  isOver: boolean;
}

/**
 * Listens to sessions at their owners, and follows them when the ring changes.
 *
 * What happens at the new owner before it is listened to may be missed, so a listener that was moved is told so. Where
 * somebody listens to a session, this process also listens for new topologies: events come from another node from then
 * on, and no command of its own may tell.
 */
export class RingListeners implements SessionEvents {
  readonly #ring: CurrentRing;
  readonly #installs: InstallListeners;
  readonly #listenings = new Set<Listening>();

  constructor(ring: CurrentRing) {
    this.#ring = ring;
    this.#installs = new InstallListeners(ring);
    ring.onChange((placement) => {
      void this.#followAll(placement);
    });
  }

  async listen(id: string, onNotice: SessionListener): Promise<StopListening> {
    const { placement } = this.#ring;
    const nodeId = placement.owners(id).dst;
    const stop = await this.#ring.node(nodeId).listen(id, onNotice);
    const listening: Listening = { id, onNotice, nodeId, stop, isOver: false };
    this.#listenings.add(listening);
    this.#installs.need(nodeId);
    if (this.#ring.placement !== placement) void this.#follow(listening, this.#ring.placement);
    return () => {
      this.#end(listening);
    };
  }

  /** Those that are left when the ring changes once more are told too that they may have missed something. */
  async #followAll(placement: Placement): Promise<void> {
    const leaving = [...this.#listenings].filter(
      ({ id, nodeId }) => placement.owners(id).dst !== nodeId,
    );
    for (let at = 0; at < leaving.length; at += followedAtOnce) {
      if (at > 0) await setTimeout(followPauseMs, undefined, { ref: false });
      for (const listening of leaving.slice(at, at + followedAtOnce)) {
        void this.#follow(listening, placement);
      }
    }
  }

  /** Tries until it listens at the owner, or the ring has changed again: then another call follows. */
  async #follow(listening: Listening, placement: Placement): Promise<void> {
    const { id, onNotice } = listening;
    const nodeId = placement.owners(id).dst;
    if (nodeId === listening.nodeId) return;
    const isDue = (): boolean => !listening.isOver && this.#ring.placement === placement;
    while (isDue()) {
      try {
        const stop = await this.#ring.node(nodeId).listen(id, onNotice);
        if (isDue()) this.#move(listening, nodeId, stop);
        else stop();
        break;
      } catch {
        // A new owner that is down has nothing to tell yet; whoever reads the session meanwhile is told so itself.
        await setTimeout(retryMs, undefined, { ref: false });
      }
    }
    if (!listening.isOver) tellListener(onNotice, { kind: 'missed' });
  }

  #move(listening: Listening, nodeId: string, stop: StopListening): void {
    listening.stop();
    this.#installs.need(nodeId);
    this.#installs.endNeed(listening.nodeId);
    listening.nodeId = nodeId;
    listening.stop = stop;
  }

  #end(listening: Listening): void {
    if (listening.isOver) return;
    listening.isOver = true;
    this.#listenings.delete(listening);
    this.#installs.endNeed(listening.nodeId);
    listening.stop();
  }
}
