import type { Redis } from 'ioredis';
import { SentinelNode } from '../sentinel-node.ts';
import { Bed, nodeIds, type UsersFile } from './bed.ts';

const gatewayNames = ['one', 'other'] as const;

/** A bed whose nodes are masters, each with a replica and three Sentinels of its own. */
export class SentinelBed extends Bed {
  readonly #nodes: ReadonlyMap<string, SentinelNode>;

  private constructor(program: string, users: UsersFile, nodes: ReadonlyMap<string, SentinelNode>) {
    const urls = new Map([...nodes].map(([id, node]) => [id, node.url()]));
    super(
      program,
      users,
      gatewayNames.map((name) => ({ name, urls })),
    );
    this.#nodes = nodes;
  }

  /** Starts everything; whoever starts it stops it. @param program The built gateway. */
  static async start(program: string): Promise<SentinelBed> {
    const nodes = await Promise.all(
      nodeIds.map(async (id): Promise<[string, SentinelNode]> => {
        return [id, await SentinelNode.start({ name: `master-${id}` })];
      }),
    );
    const bed = new SentinelBed(program, await Bed.writeUsers(), new Map(nodes));
    await bed.startGateways();
    return bed;
  }

  /** @throws {RangeError} */
  node(id: string): SentinelNode {
    const node = this.#nodes.get(id);
    if (!node) throw new RangeError(`There is no node ${id}`);
    return node;
  }

  override async ask<Answer>(
    id: string,
    question: (client: Redis) => Promise<Answer>,
  ): Promise<Answer> {
    const node = this.node(id);
    const { master } = await node.roles();
    return node.ask(master, question);
  }

  protected override async stopNodes(): Promise<void> {
    await Promise.all([...this.#nodes.values()].map((node) => node.stop()));
  }
}
