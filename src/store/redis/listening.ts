/** Who listens to a channel. Neither function may throw. */
export interface ChannelListener {
  readonly onMessage: (message: string) => void;
  /** The channel was not listened to for a while, and is again. */
  readonly onMissed: () => void;
}

/** One listener's time with a channel: it waits for the server, then it is told what is published. */
export class Listening {
  /** Resolves when nothing that is published from then on is missed. */
  readonly begun: Promise<true>;
  readonly #listener: ChannelListener;
  #hasBegun = false;
  #mayHaveMissed = false;
  #resolve: (begun: true) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(listener: ChannelListener) {
    this.#listener = listener;
    this.begun = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  begin(): void {
    this.#hasBegun = true;
    this.#resolve(true);
  }

  /** Does nothing once it has begun. */
  refuse(error: Error): void {
    this.#reject(error);
  }

  /** The connection is lost. */
  lose(): void {
    this.#mayHaveMissed = this.#hasBegun;
  }

  tell(message: string): void {
    if (this.#hasBegun) this.#listener.onMessage(message);
  }

  /** Does nothing when it has missed nothing since it was told so. */
  tellMissed(): void {
    if (!this.#mayHaveMissed) return;
    this.#mayHaveMissed = false;
    this.#listener.onMissed();
  }
}
