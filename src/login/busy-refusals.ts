import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { loginBusy } from './login-error.ts';

/**
 * How long a refusal is held back, at most: whoever tries again as soon as it is refused would otherwise have thousands of logins
 * refused a second, and those take the event loop from everybody else.
 */
const longestHoldMs = 1_000;

/** Those that are refused together are not let go together: they would come back together, and be a burst each time. */
const shortestHoldMs = 500;

/** Past that many, logins are refused at once: each that is held takes memory. */
const maxHeld = 1_000;

/** Refuses logins that cannot be verified now, without any other work. */
export class BusyRefusals {
  #held = 0;

  /** @throws {LoginError} `LOGIN_BUSY`, after a second at most. */
  async refuse(): Promise<never> {
    if (this.#held < maxHeld) {
      this.#held += 1;
      await setTimeout(randomInt(shortestHoldMs, longestHoldMs), undefined, { ref: false });
      this.#held -= 1;
    }
    throw loginBusy();
  }
}
