import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Redis } from 'ioredis';

const SEEN_WITHIN_MS = 5_000;

/**
 * Records the commands that clients send to a Redis server, by MONITOR. Lines that a script causes (their source is
 * `lua`) are not counted: one EVALSHA is one command on the wire.
 */
export class CommandRecorder {
  #marker;
  #monitor;
  #commands = [];

  /** @returns A recorder that has begun. */
  static async start(port, running) {
    const recorder = new CommandRecorder();
    recorder.#marker = new Redis(port, '127.0.0.1', { commandTimeout: SEEN_WITHIN_MS });
    recorder.#monitor = await recorder.#marker.monitor();
    recorder.#monitor.on('monitor', (_time, args, source) => {
      if (source !== 'lua') recorder.#commands.push(args);
    });
    running.add(async () => {
      recorder.#monitor.disconnect();
      recorder.#marker.disconnect();
    });
    return recorder;
  }

  /**
   * Waits until all that was sent until now has been seen: MONITOR tells commands in the order in which they ran.
   *
   * @returns The commands since the last call, each with its arguments.
   */
  async take() {
    const text = randomUUID();
    const signal = AbortSignal.timeout(SEEN_WITHIN_MS);
    await this.#marker.echo(text);
    const end = () => this.#commands.findIndex((args) => args[1] === text);
    while (end() === -1) await once(this.#monitor, 'monitor', { signal });
    const seen = this.#commands.slice(0, end());
    this.#commands = this.#commands.slice(end() + 1);
    return seen;
  }
}
