import type { Listening } from './listening.ts';

/** A channel that somebody listens to, and what the server has said of it. */
export class SubscribedChannel {
  readonly name: string;
  readonly #listenings = new Set<Listening>();
  #isConfirmed = false;

  constructor(name: string) {
    this.name = name;
  }

  get isEmpty(): boolean {
    return this.#listenings.size === 0;
  }

  add(listening: Listening): void {
    this.#listenings.add(listening);
    if (this.#isConfirmed) listening.begin();
  }

  /** @returns False when it was not there any more. */
  remove(listening: Listening): boolean {
    return this.#listenings.delete(listening);
  }

  /** Those who waited for the server listen from now on. */
  confirm(): void {
    this.#isConfirmed = true;
    for (const listening of this.#listenings) listening.begin();
  }

  /** The connection is lost. */
  lose(): void {
    this.#isConfirmed = false;
    for (const listening of this.#listenings) listening.lose();
  }

  /** Those who wait for the server wait in vain. */
  refuse(error: Error): void {
    for (const listening of this.#listenings) listening.refuse(error);
  }

  tell(message: string): void {
    this.#each((listening) => {
      listening.tell(message);
    });
  }

  /** Does nothing while the server has not confirmed. */
  tellMissed(): void {
    if (!this.#isConfirmed) return;
    this.#each((listening) => {
      listening.tellMissed();
    });
  }

  /** Of those that are there now, the ones that are still there at their turn: a listener may stop others, or begin anew. */
  #each(act: (listening: Listening) => void): void {
    for (const listening of [...this.#listenings]) {
      if (this.#listenings.has(listening)) act(listening);
    }
  }
}
