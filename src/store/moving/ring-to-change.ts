import type { Topology } from '../../ring/topology.ts';
import type { CurrentRing } from '../current-ring.ts';

/** The ring of a process that changes it. */
export interface RingToChange extends CurrentRing {
  /**
   * Goes by a newer topology of this ring from now on; installs it on its nodes first.
   *
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE` when that cannot be done now.
   */
  adopt(topology: Topology): Promise<void>;
}
