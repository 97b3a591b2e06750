import { setTimeout } from 'node:timers/promises';
import type { SessionDraft } from '../../../src/session/session-store.ts';
import type { RingKeeper } from '../../../src/store/ring-keeper.ts';
import { RingSessionStore } from '../../../src/store/ring-session-store.ts';
import { draftOf, loginOf, setOf, updateOf } from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';

/** A session that is read and written over and over. */
export interface BusySession {
  readonly draft: SessionDraft;
  readonly nodeId: string;
  /** What was written and acknowledged last, counted up. */
  acknowledged: number;
  /** What was asked for last. */
  asked: number;
  /** When the first read, and the first write, was answered that was asked for after the fault; by `performance.now`. */
  firstReadAt: number;
  firstWrittenAt: number;
  /** What that write wrote. */
  firstWritten: number;
}

/** Something that went wrong. */
export interface LoadError {
  readonly nodeId: string;
  readonly at: number;
  readonly what: string;
}

const pauseMs = 5;

/** Reads and writes on sessions of all nodes, and logins and their ends, until it is stopped. */
export class FailoverLoad {
  readonly sessions: BusySession[] = [];
  readonly errors: LoadError[] = [];
  /** Acknowledged, and not ended. */
  readonly logins: SessionDraft[] = [];
  /** Acknowledged ends. */
  readonly ended: SessionDraft[] = [];
  readonly store: RingSessionStore;
  readonly #ring: RingKeeper;
  readonly #loops: Promise<void>[] = [];
  #isStopped = false;
  #faultAt = Infinity;

  private constructor(ring: RingKeeper) {
    this.#ring = ring;
    this.store = new RingSessionStore(ring);
  }

  /** Begins with so many busy sessions on each node. */
  static async start(
    ring: RingKeeper,
    nodeIds: readonly string[],
    perNode: number,
  ): Promise<FailoverLoad> {
    const load = new FailoverLoad(ring);
    await Promise.all(nodeIds.map((nodeId) => load.#populate(nodeId, perNode)));
    for (const session of load.sessions) load.#loops.push(load.#keepBusy(session));
    for (const nodeId of nodeIds) load.#loops.push(load.#logInAndOut(nodeId));
    await waitFor('all are under way', () => load.sessions.every((each) => each.acknowledged > 2));
    return load;
  }

  sessionsOf(nodeId: string): readonly BusySession[] {
    return this.sessions.filter((session) => session.nodeId === nodeId);
  }

  /** From now on it is of interest when sessions answer. */
  faultBegins(): void {
    this.#faultAt = performance.now();
  }

  /** How long after the fault all sessions of a node had answered a read and a write that were asked for after it. */
  async answeredAfterMs(nodeId: string, limitMs: number): Promise<number> {
    const those = this.sessionsOf(nodeId);
    const last = (): number =>
      Math.max(...those.flatMap((each) => [each.firstReadAt, each.firstWrittenAt]));
    await waitFor('all answer again', () => last() < Infinity, limitMs);
    return Math.round(last() - this.#faultAt);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#loops);
  }

  async #populate(nodeId: string, count: number): Promise<void> {
    for (let at = 0; at < count; at++) {
      const draft = this.#draftAt(nodeId);
      await this.store.create(draft);
      this.sessions.push({
        draft,
        nodeId,
        acknowledged: 0,
        asked: 0,
        firstReadAt: Infinity,
        firstWrittenAt: Infinity,
        firstWritten: Infinity,
      });
    }
  }

  async #keepBusy(session: BusySession): Promise<void> {
    const { draft, nodeId } = session;
    while (!this.#isStopped) {
      const value = (session.asked += 1);
      await this.#attempt(nodeId, 'write', async (at) => {
        const update = updateOf(setOf(['n', String(value)]));
        const { state } = await this.store.update(draft, update, 'metadata');
        if (state !== 'found') throw new Error(`a write found it ${state}`);
        session.acknowledged = value;
        if (at < this.#faultAt || session.firstWritten < Infinity) return;
        session.firstWritten = value;
        session.firstWrittenAt = performance.now();
      });
      await this.#attempt(nodeId, 'read', async (at) => {
        const { state } = await this.store.load(draft, 'all');
        if (state !== 'found') throw new Error(`a read found it ${state}`);
        if (at > this.#faultAt)
          session.firstReadAt = Math.min(session.firstReadAt, performance.now());
      });
      await setTimeout(pauseMs);
    }
  }

  async #logInAndOut(nodeId: string): Promise<void> {
    while (!this.#isStopped) {
      const kept = this.#draftAt(nodeId);
      const left = this.#draftAt(nodeId);
      await this.#attempt(nodeId, 'login', async () => {
        await this.store.create(kept);
        this.logins.push(kept);
      });
      await this.#attempt(nodeId, 'end', async () => {
        await this.store.create(left);
        const userId = left.login?.userId ?? '';
        const { state } = await this.store.end(left.id, { by: 'user', userId });
        if (state === 'done') this.ended.push(left);
      });
      await setTimeout(pauseMs);
    }
  }

  async #attempt(nodeId: string, what: string, act: (at: number) => Promise<void>): Promise<void> {
    const at = performance.now();
    try {
      await act(at);
    } catch (error) {
      this.errors.push({ nodeId, at, what: `${what}: ${String(error)}` });
    }
  }

  /** A session that the load leaves alone. */
  async quietSession(nodeId: string): Promise<SessionDraft> {
    const draft = this.#draftAt(nodeId);
    await this.store.create(draft);
    return draft;
  }

  #draftAt(nodeId: string): SessionDraft {
    for (;;) {
      const draft = draftOf({ login: loginOf() });
      if (this.#ring.placement.ring.owner(draft.id) === nodeId) return draft;
    }
  }
}
