import type { SentinelAddress } from '../host-addresses.ts';
import { SentinelListener, type MasterNews } from './sentinel-listener.ts';
import type { SentinelReports } from './sentinel-presence.ts';

/**
 * Listens to all Sentinels for another server becoming the master: where the one of before hangs, or was cut off from its
 * Sentinels only, no lost connection tells of it.
 */
export class FailoverWatch {
  readonly #listeners: readonly SentinelListener[];

  /** @param news Told by each Sentinel. @param reports Absent where nobody is to be told of Sentinels that are away. */
  constructor(address: SentinelAddress, news: MasterNews, reports?: SentinelReports) {
    this.#listeners = address.sentinels.map(
      (sentinel) => new SentinelListener({ sentinel, address, reports, ...news }),
    );
  }

  close(): void {
    for (const listener of this.#listeners) listener.close();
  }
}
