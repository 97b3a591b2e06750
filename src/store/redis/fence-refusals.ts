import type { Topology } from '../../ring/topology.ts';
import { FencedOut } from '../fenced-out.ts';
import { decodeTopology } from '../topology-document.ts';
import type { Refusals } from './caller-answer.ts';
import { errorCode } from './reply-error.ts';

/** What `include/fence.lua` refuses with, on one node. */
export class FenceRefusals implements Refusals {
  readonly outcome = 'fenced';
  readonly #nodeId: string;
  /** A change is told to all commands under way at once, and reading a document takes a fifth of a millisecond and more. */
  #last: { readonly document: string; readonly topology: Topology } | undefined;

  constructor(nodeId: string) {
    this.#nodeId = nodeId;
  }

  /** @returns Absent for any other error. */
  explain(error: Error): Error | undefined {
    switch (errorCode(error)) {
      case 'BEHIND':
        return new FencedOut(this.#nodeId, undefined);
      case 'STALE':
        return this.#newerTopology(error.message.slice('STALE '.length));
      default:
        return undefined;
    }
  }

  #newerTopology(document: string): Error {
    if (this.#last?.document !== document) {
      try {
        this.#last = { document, topology: decodeTopology(document) };
      } catch (error) {
        return new Error(`the node ${this.#nodeId} has no valid topology`, { cause: error });
      }
    }
    return new FencedOut(this.#nodeId, this.#last.topology);
  }
}
