import { idleDeadlineAt } from './deadlines.ts';
import { isUnavailable, unauthenticated } from './session-error.ts';
import type { SessionEvents, SessionNotice, StopListening } from './session-events.ts';
import type { Missing, SessionProof, SessionStore } from './session-store.ts';
import type { Session, SessionParts } from './session.ts';
import type { UserSessions } from './user-sessions.ts';

/** What a watcher is told. `at`: Unix milliseconds by the clock of the node that holds the session. */
export type SessionEvent =
  | { readonly type: 'CURRENT' | 'CHANGED'; readonly at: number; readonly session: Session }
  | { readonly type: 'RENEWED' | 'ENDED'; readonly at: number; readonly session: undefined };

/** What a watch needs. */
export interface SessionWatchOptions {
  readonly store: SessionStore;
  readonly events: SessionEvents;
  readonly userSessions: UserSessions;
  /** Of the secret that it is opened with: once that is renewed, the watch is over. */
  readonly proof: SessionProof;
  /** What of the session comes with each event. */
  readonly parts: SessionParts;
  /** Called once, when the watch holds nothing any more. */
  readonly onClosed: () => void;
  /** Called at most once, before the last event: the session has ended, or its secret was renewed. */
  readonly onOver: () => void;
}

/** How long to wait until a node that did not answer is asked again. */
const retryMs = 1_000;

/** Expiry is looked for a little after the deadline, so that the node has come to it. */
const expirySlackMs = 20;

/** The longest wait that a timer of Node can take. */
const longestTimerMs = 2 ** 31 - 1;

/** Why the session is to be read. `due`: its deadline should have come, which no node tells of by itself. */
type Occasion = SessionNotice | { readonly kind: 'due'; readonly at: number };

/** Of several occasions that wait, the weightiest decides what the event says. */
const weights = { due: 0, changed: 1, renewed: 1, ended: 1, missed: 2 };

/**
 * What happens to one session, event by event, as long as its secret is good.
 *
 * The session is read by that secret before each event, so that nothing of it is told to a cookie that is stale; reading
 * does not count as use. What happens while an event is being read or taken is told as one, so that a reader who is slow
 * holds up nothing but itself. No async generator: `return` must end a `next` that waits.
 */
export class SessionWatch implements AsyncIterableIterator<SessionEvent> {
  readonly #options: SessionWatchOptions;
  #stopListening: StopListening = () => undefined;
  #waiting: Occasion | undefined;
  #wake: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #first: SessionEvent | undefined;
  #isClosed = false;
  /** The node's clock when it was read last, and this process' own then. */
  #readAt = 0;
  #readAtHere = 0;

  private constructor(options: SessionWatchOptions) {
    this.#options = options;
  }

  /**
   * Begins to watch. The first event is the session as it is now.
   *
   * @throws {SessionError} `UNAUTHENTICATED` when there is no such session, `SESSION_STORE_UNAVAILABLE`.
   */
  static async open(options: SessionWatchOptions): Promise<SessionWatch> {
    const watch = new SessionWatch(options);
    try {
      watch.#stopListening = await options.events.listen(options.proof.id, (notice) => {
        watch.#note(notice);
      });
      // Listened to first, so that nothing falls between this reading and the next event.
      const first = await watch.#read({ kind: 'missed' });
      if (first.session === undefined) throw unauthenticated();
      watch.#first = first;
    } catch (error) {
      watch.#close();
      throw error;
    }
    return watch;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<SessionEvent, undefined>> {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined && !this.#isClosed) return { done: false, value: first };
    for (;;) {
      const occasion = await this.#occasion();
      if (occasion === undefined) return { done: true, value: undefined };
      const event = await this.#eventOf(occasion);
      if (event !== undefined) return { done: false, value: event };
    }
  }

  /** Ends the watch, also while `next` waits. */
  return(): Promise<IteratorResult<SessionEvent, undefined>> {
    this.#close();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Waits until there is a reason to read the session; absent when the watch was closed. */
  async #occasion(): Promise<Occasion | undefined> {
    while (this.#waiting === undefined && !this.#isClosed) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const occasion = this.#isClosed ? undefined : this.#waiting;
    this.#waiting = undefined;
    return occasion;
  }

  #note(occasion: Occasion): void {
    const waiting = this.#waiting;
    if (waiting === undefined || weights[occasion.kind] >= weights[waiting.kind]) {
      this.#waiting = occasion;
    }
    this.#wake();
  }

  /** The event that an occasion turns out to be; absent when there is nothing to tell, or nothing to be found out yet. */
  async #eventOf(occasion: Occasion): Promise<SessionEvent | undefined> {
    let event: SessionEvent;
    try {
      event = await this.#read(occasion);
    } catch (error) {
      if (!isUnavailable(error)) {
        this.#close();
        throw error;
      }
      this.#noteAfter(retryMs, occasion);
      return undefined;
    }
    if (this.#isClosed) return undefined;
    if (event.session === undefined) {
      this.#close();
      this.#options.onOver();
      return event;
    }
    return occasion.kind === 'due' ? undefined : event;
  }

  async #read(occasion: Occasion): Promise<SessionEvent> {
    const { store, proof, parts, userSessions } = this.#options;
    const outcome = await store.peek(proof, parts);
    if (outcome.state !== 'found') return this.#over(outcome.state, occasion);
    const { session, readAt } = outcome;
    this.#readAt = readAt;
    this.#readAtHere = performance.now();
    if (session.login !== undefined && userSessions.userOf(session) === undefined) {
      await userSessions.endQuietly(session.login.userId, [session]);
      return this.#over('ended', occasion);
    }
    const deadlineAt = idleDeadlineAt(session);
    this.#noteAfter(deadlineAt - readAt + expirySlackMs, { kind: 'due', at: deadlineAt });
    return occasion.kind === 'missed'
      ? { type: 'CURRENT', at: readAt, session }
      : { type: 'CHANGED', at: occasion.at, session };
  }

  #over(state: Missing['state'], occasion: Occasion): SessionEvent {
    const sinceRead = Math.round(performance.now() - this.#readAtHere);
    const at = occasion.kind === 'missed' ? this.#readAt + sinceRead : occasion.at;
    return { type: state === 'rotated' ? 'RENEWED' : 'ENDED', at, session: undefined };
  }

  #noteAfter(delayMs: number, occasion: Occasion): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(
      () => {
        this.#note(occasion);
      },
      Math.min(delayMs, longestTimerMs),
    );
    // The server that the events go to keeps the process alive as long as it should be.
    this.#timer.unref();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#stopListening();
    this.#wake();
    this.#options.onClosed();
  }
}
