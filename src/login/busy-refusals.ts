import { setTimeout } from 'node:timers/promises';
import { loginBusy } from './login-error.ts';

/**
 * How long a refusal is held back: whoever tries again as soon as it is refused would otherwise have thousands of logins
 * refused a second, and those take the event loop from everybody else.
 */
const holdMs = 1_000;

/** Past that many, logins are refused at once: each that is held takes memory. */
const maxHeld = 1_000;

/** Refuses logins that cannot be verified now, without any other work. */
export class BusyRefusals {
  #held = 0;

  /** @throws {LoginError} `LOGIN_BUSY`, after a second at most. */
  async refuse(): Promise<never> {
    if (this.#held < maxHeld) {
      this.#held += 1;
      await setTimeout(holdMs, undefined, { ref: false });
      this.#held -= 1;
    }
    throw loginBusy();
  }
}
