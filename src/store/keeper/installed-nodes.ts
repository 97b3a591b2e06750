import type { SessionNode } from '../session-node.ts';

/**
 * Which nodes are known to have which topology. A node that was DOWN is not: it may have been started anew, without its
 * data.
 */
export class InstalledNodes {
  readonly #known = new WeakMap<SessionNode, { readonly fence: string; readonly age: number }>();
  readonly #ages = new WeakMap<SessionNode, number>();

  /** @param fence Of the topology that it is to have. */
  has(node: SessionNode, fence: string): boolean {
    const known = this.#known.get(node);
    return node.status === 'UP' && known?.fence === fence && known.age === this.#ageOf(node);
  }

  /** The node may have lost what it had: what was asked of it before tells nothing any more. */
  forget(node: SessionNode): void {
    this.#ages.set(node, this.#ageOf(node) + 1);
  }

  /** Called when a node is asked; what it answers is passed to the function that is returned, with the fence. */
  asking(node: SessionNode): (fence: string) => void {
    const age = this.#ageOf(node);
    return (fence) => {
      this.#known.set(node, { fence, age });
    };
  }

  #ageOf(node: SessionNode): number {
    return this.#ages.get(node) ?? 0;
  }
}
