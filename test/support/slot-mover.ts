import { setTimeout } from 'node:timers/promises';
import { keySlot } from '../../src/store/redis/cluster/key-slot.ts';
import type { SessionEvents } from '../../src/session/session-events.ts';
import type { SessionStore } from '../../src/session/session-store.ts';
import type { RedisCluster } from './redis-cluster.ts';
import type { RedisServer } from './redis-server.ts';
import { waitFor } from './wait-for.ts';

/** So many slots, those used last, are moved again and again. */
const slotsInTurn = 6;

/** A slot that was moved stays for that long, or a thousand commands under way would find it elsewhere at each try. */
const slotRestMs = 60;

/** Moves slots of a cluster from master to master all the time: those that were used last. */
export class SlotMover {
  readonly #cluster: RedisCluster;
  readonly #masters: readonly RedisServer[];
  readonly #owners = new Map<number, RedisServer>();
  #slots: readonly number[] = [];
  /** Used since it was moved last: these come first. */
  readonly #due: number[] = [];
  readonly #movedAt = new Map<number, number>();
  #turn = 0;
  #isOver = false;
  #isStill = false;
  #isMoving = false;
  #running: Promise<void> | undefined;

  private constructor(cluster: RedisCluster, masters: readonly RedisServer[]) {
    this.#cluster = cluster;
    this.#masters = masters;
  }

  static async start(cluster: RedisCluster): Promise<SlotMover> {
    const mover = new SlotMover(cluster, await cluster.masters());
    mover.#running = mover.#run();
    // Whoever stops it is told.
    mover.#running.catch(() => undefined);
    return mover;
  }

  /** A store that tells which slots its sessions and users have. */
  follow(store: SessionStore & SessionEvents): SessionStore & SessionEvents {
    const note = (id: string): void => {
      this.#note(keySlot(`s:{${id}}`));
    };
    const noteUser = (userId: string | undefined): void => {
      if (userId !== undefined) this.#note(keySlot(`u:{${userId}}`));
    };
    return {
      create: (draft) => {
        note(draft.id);
        noteUser(draft.login?.userId);
        return store.create(draft);
      },
      load: (proof, parts) => {
        note(proof.id);
        return store.load(proof, parts);
      },
      peek: (proof, parts) => {
        note(proof.id);
        return store.peek(proof, parts);
      },
      update: (proof, update, parts) => {
        note(proof.id);
        return store.update(proof, update, parts);
      },
      rotate: (proof, rotation) => {
        note(proof.id);
        noteUser(rotation.login.userId);
        return store.rotate(proof, rotation);
      },
      end: (id, authority) => {
        note(id);
        noteUser(authority.userId);
        return store.end(id, authority);
      },
      list: (userId, parts) => {
        noteUser(userId);
        return store.list(userId, parts);
      },
      listen: (id, onNotice) => store.listen(id, onNotice),
    };
  }

  /** Looks while nothing moves: a key on its way would be seen twice, or not at all. */
  async still<Answer>(look: () => Promise<Answer>): Promise<Answer> {
    this.#isStill = true;
    await waitFor('nothing moves', () => !this.#isMoving);
    try {
      return await look();
    } finally {
      this.#isStill = false;
    }
  }

  /** Returns when the last move has come to its end. @throws What made a move fail. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  #note(slot: number): void {
    this.#due.push(slot);
    if (!this.#slots.includes(slot)) this.#slots = [slot, ...this.#slots].slice(0, slotsInTurn);
  }

  #isRested(slot: number): boolean {
    return performance.now() - (this.#movedAt.get(slot) ?? -slotRestMs) >= slotRestMs;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      this.#turn += 1;
      const rested = this.#slots.filter((slot) => this.#isRested(slot));
      const slot =
        this.#due.findLast((each) => this.#isRested(each)) ??
        rested[this.#turn % Math.max(1, rested.length)];
      this.#due.length = 0;
      if (slot === undefined || this.#isStill) await setTimeout(1);
      else await this.#move(slot);
    }
  }

  async #move(slot: number): Promise<void> {
    this.#isMoving = true;
    const from = this.#owners.get(slot) ?? (await this.#cluster.ownerOf(slot));
    const to = this.#masters[(this.#masters.indexOf(from) + 1) % this.#masters.length];
    if (to) await this.#cluster.moveSlot(slot, from, to);
    this.#owners.set(slot, to ?? from);
    this.#movedAt.set(slot, performance.now());
    this.#isMoving = false;
  }
}
