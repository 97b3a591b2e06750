import type { Session, SessionParts } from './session.ts';

/**
 * A load that is sent when all that is running now has had its turn: so fields that are resolved side by side share one
 * command, and it asks for values if any of them needs values.
 */
export class PendingLoad {
  readonly done: Promise<Session | undefined>;
  #parts: SessionParts = 'metadata';
  #sent = false;

  /** @param send Sends the command; called once. */
  constructor(send: (parts: SessionParts) => Promise<Session | undefined>) {
    this.done = Promise.resolve().then(() => {
      this.#sent = true;
      return send(this.#parts);
    });
  }

  /** Asks for these parts too. @returns False when the command was sent without them. */
  include(parts: SessionParts): boolean {
    if (parts === 'metadata' || this.#parts === 'all') return true;
    if (this.#sent) return false;
    this.#parts = 'all';
    return true;
  }
}
