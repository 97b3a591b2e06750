import type { HostAddress } from '../host-addresses.ts';

/** How many slots a Redis Cluster has. */
export const slotCount = 16_384;

/** Slots, the last one included, and the master that has them. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
  readonly master: HostAddress;
}

/** Who has which slots, as one server knows it. Slots that nobody has are in no range. */
export interface SlotMap {
  readonly ranges: readonly SlotRange[];
  /** Masters and replicas, each once or more. */
  readonly servers: readonly HostAddress[];
}

/**
 * Reads the answer to CLUSTER SLOTS.
 *
 * @param asked The host that answered: a server that does not know its own name leaves it out.
 * @throws {TypeError} When it is none.
 */
export function readSlotMap(reply: unknown, asked: string): SlotMap {
  const ranges: SlotRange[] = [];
  const servers: HostAddress[] = [];
  for (const [first, last, ...places] of lists(reply)) {
    const [master, ...replicas] = lists(places).map(([host, port]) => {
      const name = typeof host === 'string' && host !== '' && host !== '?' ? host : asked;
      return { host: name, port: whole(port) };
    });
    if (master === undefined) continue;
    servers.push(master, ...replicas);
    ranges.push({ first: whole(first), last: whole(last), master });
  }
  return { ranges, servers };
}

function lists(value: unknown): readonly (readonly unknown[])[] {
  if (!Array.isArray(value) || !value.every(Array.isArray)) throw unreadable();
  return value as unknown[][];
}

function whole(value: unknown): number {
  if (!Number.isInteger(value)) throw unreadable();
  return value as number;
}

function unreadable(): TypeError {
  return new TypeError('A server answered CLUSTER SLOTS with something else');
}
