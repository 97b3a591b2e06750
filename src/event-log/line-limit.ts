import { addressGroup } from '../session/address-group.ts';
import type { GatewayEvent } from '../session/gateway-event.ts';

const windowMs = 1_000;

/** Of one name and reason, addresses that have lines of their own; the others share one. */
const maxAddresses = 20;

/** @param suppressed How many more events the line stands for. */
export type WriteLine = (event: GatewayEvent, suppressed: number) => void;

/** What came from one address since its last line. */
interface Waiting {
  last: GatewayEvent | undefined;
  suppressed: number;
}

/**
 * Bounds the lines that a flood of events makes: the first from an address (IPv6: from a /64) is written at once, and
 * then one each second, which stands for all that came since the one before. Past 20 addresses at a time the others
 * share a line. Events of other names or reasons are counted apart.
 *
 * The timer does not keep the process running.
 */
export class LineLimit {
  readonly #write: WriteLine;
  readonly #kinds = new Map<string, Map<string, Waiting>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: WriteLine) {
    this.#write = write;
  }

  take(event: GatewayEvent): void {
    const addresses = this.#addressesOf(event);
    const own = 'address' in event ? addressGroup(event.address) : '';
    const key = addresses.has(own) || addresses.size < maxAddresses ? own : 'others';
    const waiting = addresses.get(key);
    if (waiting === undefined) {
      addresses.set(key, { last: undefined, suppressed: 0 });
      this.#timer ??= setTimeout(this.#turn, windowMs).unref();
      this.#write(event, 0);
    } else {
      if (waiting.last !== undefined) waiting.suppressed += 1;
      waiting.last = event;
    }
  }

  /** Writes what waits; nothing is limited any more by what came before. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writeWaiting();
    this.#kinds.clear();
  }

  /** Who was silent for a window begins anew. */
  readonly #turn = (): void => {
    this.#writeWaiting();
    this.#timer = this.#kinds.size > 0 ? setTimeout(this.#turn, windowMs).unref() : undefined;
  };

  #writeWaiting(): void {
    for (const [kind, addresses] of this.#kinds) {
      for (const [key, waiting] of addresses) {
        const { last, suppressed } = waiting;
        waiting.last = undefined;
        waiting.suppressed = 0;
        if (last === undefined) addresses.delete(key);
        else this.#write(last, suppressed);
      }
      if (addresses.size === 0) this.#kinds.delete(kind);
    }
  }

  #addressesOf(event: GatewayEvent): Map<string, Waiting> {
    const kind = 'reason' in event ? `${event.name} ${String(event.reason)}` : event.name;
    let addresses = this.#kinds.get(kind);
    if (addresses === undefined) {
      addresses = new Map();
      this.#kinds.set(kind, addresses);
    }
    return addresses;
  }
}
