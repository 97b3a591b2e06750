import type { HostAddress } from '../host-addresses.ts';
import type { Refusals } from '../caller-answer.ts';
import { errorCode } from '../reply-error.ts';
import { slotCount } from './slot-map.ts';

/**
 * A server of a cluster has not run a command, since it is not the one that has the keys.
 *
 * `moved`: another one has the slot; `ask`: another one has these keys, for this command alone, since the slot is moving
 * there; `again`: the slot is moving, and each of the two servers has some of the keys.
 */
export class Redirection extends Error {
  override readonly name = 'Redirection';
  readonly to: RedirectionTarget;

  constructor(to: RedirectionTarget, cause: Error) {
    super(cause.message, { cause });
    this.to = to;
  }
}

/** Where a command is to go on. */
export type RedirectionTarget =
  | { readonly kind: 'moved' | 'ask'; readonly slot: number; readonly address: HostAddress }
  | { readonly kind: 'again' };

/** Reads what one server of a cluster answers to keys that it does not have. */
export class ClusterRefusals implements Refusals {
  readonly outcome = 'redirected';
  readonly #host: string;

  /** @param host Of that server: where it names no host, it means its own. */
  constructor(host: string) {
    this.#host = host;
  }

  explain(error: Error): Redirection | undefined {
    const target = this.#target(error);
    return target && new Redirection(target, error);
  }

  #target(error: Error): RedirectionTarget | undefined {
    switch (errorCode(error)) {
      case 'MOVED':
        return this.#elsewhere('moved', error.message);
      case 'ASK':
        return this.#elsewhere('ask', error.message);
      case 'TRYAGAIN':
        return { kind: 'again' };
      default:
        return undefined;
    }
  }

  /** As in `MOVED 3999 127.0.0.1:6381`. */
  #elsewhere(kind: 'moved' | 'ask', message: string): RedirectionTarget | undefined {
    const [, slotText = '', host = '', portText = ''] =
      /^\S+ (\d+) (\S*):(\d+)$/.exec(message) ?? [];
    const [slot, port] = [Number(slotText), Number(portText)];
    if (portText === '' || slot >= slotCount) return undefined;
    const isNamed = host !== '' && host !== '?';
    return { kind, slot, address: { host: isNamed ? host : this.#host, port } };
  }
}
