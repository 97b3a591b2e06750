import type { SessionNode } from '../session-node.ts';
import type { NodePlace, OpenNodes } from './open-nodes.ts';

/** The members of a ring, open; and for a while those that were. */
export class KeptNodes {
  readonly #nodes: OpenNodes;
  readonly #lingerMs: number;
  readonly #leaving = new Map<string, SessionNode>();
  readonly #timers = new Map<SessionNode, NodeJS.Timeout>();
  /** Opened for topologies that were not gone by in the end. */
  readonly #opened = new Set<SessionNode>();
  #members: ReadonlyMap<string, SessionNode> = new Map();
  /** Whether some are being opened that may come to be members, and are not yet. */
  #isOpening = false;

  /** @param lingerMs How long a node stays open that is no member any more. */
  constructor(nodes: OpenNodes, lingerMs: number) {
    this.#nodes = nodes;
    this.#lingerMs = lingerMs;
  }

  get members(): Iterable<SessionNode> {
    return this.#members.values();
  }

  /** A member, or one that was a member a moment ago. @throws {RangeError} */
  at(id: string): SessionNode {
    const node = this.#members.get(id) ?? this.#leaving.get(id);
    if (!node) throw new RangeError(`The ring has no node ${JSON.stringify(id)}`);
    return node;
  }

  /** A member; absent when it is none. */
  find(id: string): SessionNode | undefined {
    return this.#members.get(id);
  }

  isMember(node: SessionNode): boolean {
    return this.#members.get(node.id) === node;
  }

  /** Opens nodes that may become members: until {@link KeptNodes.replace} says which, none is closed. */
  async open(places: readonly NodePlace[]): Promise<ReadonlyMap<string, SessionNode>> {
    this.#isOpening = true;
    const nodes = await Promise.all(places.map((place) => this.#nodes.open(place)));
    for (const node of nodes) this.#opened.add(node);
    return new Map(nodes.map((node) => [node.id, node]));
  }

  /** Makes these the members. The others are closed after a while. */
  replace(members: ReadonlyMap<string, SessionNode>): void {
    const others = new Set([...this.#members.values(), ...this.#opened]);
    this.#members = members;
    this.#isOpening = false;
    this.#opened.clear();
    for (const node of others) {
      if (this.isMember(node)) this.#keep(node);
      else this.#closeSoon(node);
    }
  }

  /** Closes at once whatever is open and no member. */
  closeOthers(): Promise<void> {
    return this.#nodes.closeAllBut(new Set(this.#members.values()));
  }

  /** Tries members again that refused us: somebody may have put that right. */
  async openRefusedAgain(places: readonly NodePlace[]): Promise<void> {
    const refused = places.filter(({ id }) => {
      const node = this.#members.get(id);
      return node !== undefined && this.#nodes.faultOf(node) !== undefined;
    });
    if (refused.length > 0)
      this.replace(new Map([...this.#members, ...(await this.open(refused))]));
  }

  async close(): Promise<void> {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await this.#nodes.closeAllBut(new Set());
  }

  /** One that comes back and leaves again has the whole of its time once more. */
  #keep(node: SessionNode): void {
    this.#leaving.delete(node.id);
    clearTimeout(this.#timers.get(node));
    this.#timers.delete(node);
  }

  #closeSoon(node: SessionNode): void {
    this.#leaving.set(node.id, node);
    clearTimeout(this.#timers.get(node));
    const timer = setTimeout(() => {
      this.#timers.delete(node);
      if (this.#isOpening) {
        this.#closeSoon(node);
        return;
      }
      if (this.#leaving.get(node.id) === node) this.#leaving.delete(node.id);
      void this.#nodes.close(node);
    }, this.#lingerMs).unref();
    this.#timers.set(node, timer);
  }
}
