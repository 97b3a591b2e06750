import { BlockList, isIPv4 } from 'node:net';

/** The proxies whose word on a request counts. */
export class TrustedPeers {
  readonly #list = new BlockList();

  /** @param networks Addresses, or networks as in `10.0.0.0/8`. */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = '', prefix] = network.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (prefix === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(prefix), family);
    }
  }

  /** @param address Of the socket that a request came on. */
  has(address: string | undefined): boolean {
    if (address === undefined) return false;
    return this.#list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  }
}
