import type { IdPage } from '../record-moves.ts';
import type { Checkpoint } from '../ring-memory.ts';
import type { SessionNode } from '../session-node.ts';
import type { MovePace } from './move-pace.ts';
import { moveBatch, removeStrays, type DueRecord } from './move-batch.ts';
import type { NodeVisits } from './node-visits.ts';
import { afterPage, brokenOff, isDone, noPasses } from './passes.ts';
import { recordMove } from './record-move.ts';

/** More often would be as much work as moving; what was done since is only looked at once more. */
const checkpointIntervalMs = 250;

/** Moves records off one node until all that belong elsewhere have left it. */
export class NodeMover {
  readonly #nodeId: string;
  readonly #visits: NodeVisits;
  readonly #pace: MovePace;
  #checkpoint: Checkpoint | undefined;
  #scanned = 0;
  #writtenAt = -Infinity;

  /** @param visits Of this mover alone. */
  constructor(nodeId: string, visits: NodeVisits, pace: MovePace) {
    this.#nodeId = nodeId;
    this.#visits = visits;
    this.#pace = pace;
  }

  /** How far it has come; absent until the node has told. */
  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  /** Records looked at by this mover, in all passes. */
  get scanned(): number {
    return this.#scanned;
  }

  /** The node that does not answer now. */
  get waitingFor(): string | undefined {
    return this.#visits.waitingFor;
  }

  /** Goes on where a mover before left off. @throws The reason of the visits' signal when it is aborted. */
  async run(): Promise<void> {
    let checkpoint = await this.#begin();
    try {
      while (!isDone(checkpoint)) checkpoint = await this.#step(checkpoint);
      await this.#visits.insist(() => this.#write(checkpoint));
    } catch (error) {
      await this.#write(this.#checkpoint ?? checkpoint).catch(() => undefined);
      throw error;
    }
  }

  async #begin(): Promise<Checkpoint> {
    const { fence } = this.#visits.placement;
    const checkpoint = await this.#atNode(async (node) => {
      const left = await node.ring.readCheckpoint(fence);
      if (left) return left.cursor === '0' ? left : { ...left, ...brokenOff(left) };
      const [total, startedAt] = await Promise.all([node.countSessions(), node.moves.time()]);
      return { ...noPasses, cursor: '0', scanned: 0, moved: 0, total, startedAt };
    });
    return this.#reach(checkpoint);
  }

  /** Deals with one page of ids. */
  async #step(before: Checkpoint): Promise<Checkpoint> {
    const { outages } = this.#visits;
    const page = await this.#scan(before.cursor);
    await this.#turn({ scanned: page.ids.length });
    const { due, strays } = this.#sort(page.ids);
    const { moved } = await this.#move(due, before);
    const removed = await this.#visits.insist(() =>
      removeStrays(this.#visits, this.#nodeId, strays),
    );
    this.#scanned += page.ids.length;
    const isLast = page.cursor === '0';
    const passes = afterPage(this.#visits.outages > outages ? brokenOff(before) : before, {
      // Not what is listed and has no record: it may be listed for ever.
      found: moved > before.moved || removed > 0,
      isLast,
    });
    const scanned = before.scanned + page.ids.length;
    const total = Math.max(before.total, scanned);
    const after = { ...before, ...passes, cursor: page.cursor, scanned, moved, total };
    if (!isLast || isDone(passes)) return this.#reach(after);
    const left = await this.#atNode((node) => node.countSessions());
    return this.#reach({ ...after, scanned: 0, total: left });
  }

  /** What is not there by then does not come later: the node takes nothing from those who have not heard of the change. */
  #scan(cursor: string): Promise<IdPage> {
    return this.#visits.insist(async () => {
      await this.#visits.ensureInstalled(this.#nodeId);
      return this.#visits.at(this.#nodeId, (node) =>
        node.moves.scanIds(cursor, this.#pace.pageSize),
      );
    });
  }

  #sort(ids: readonly string[]): { readonly due: DueRecord[]; readonly strays: string[] } {
    const due: DueRecord[] = [];
    const strays: string[] = [];
    for (const id of ids) {
      const move = recordMove(id, this.#nodeId, this.#visits.placement);
      if (move.kind === 'move') due.push({ id, dst: move.dst });
      if (move.kind === 'removeStray') strays.push(id);
    }
    return { due, strays };
  }

  /** As many batches at once as the pace allows, so that the nodes don't wait for each other. */
  async #move(due: readonly DueRecord[], before: Checkpoint): Promise<Checkpoint> {
    const { batchesAtOnce } = this.#pace;
    let checkpoint = before;
    let at = 0;
    const lane = async (): Promise<void> => {
      while (at < due.length) {
        const batch = due.slice(at, at + this.#pace.batchSize);
        at += batch.length;
        await this.#turn({ moved: batch.length });
        const moved = await this.#visits.insist(() => moveBatch(this.#visits, this.#nodeId, batch));
        checkpoint = { ...checkpoint, moved: checkpoint.moved + moved };
        await this.#reach(checkpoint);
      }
    };
    await Promise.all(Array.from({ length: batchesAtOnce }, lane));
    return checkpoint;
  }

  /** Notes how far it has come, and writes it down now and then. */
  async #reach(checkpoint: Checkpoint): Promise<Checkpoint> {
    this.#checkpoint = checkpoint;
    if (performance.now() - this.#writtenAt >= checkpointIntervalMs) {
      await this.#visits.insist(() => this.#write(checkpoint));
    }
    return checkpoint;
  }

  async #turn(work: Parameters<MovePace['turn']>[0]): Promise<void> {
    const waitMs = this.#pace.turn(work, performance.now());
    if (waitMs > 0) await this.#visits.pause(waitMs);
    else this.#visits.signal.throwIfAborted();
  }

  async #write(checkpoint: Checkpoint): Promise<void> {
    this.#writtenAt = performance.now();
    const { fence } = this.#visits.placement;
    await this.#visits.at(this.#nodeId, (node) => node.ring.writeCheckpoint(checkpoint, fence));
  }

  #atNode<T>(step: (node: SessionNode) => Promise<T>): Promise<T> {
    return this.#visits.insist(() => this.#visits.at(this.#nodeId, step));
  }
}
