import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { RedisServer } from './redis-server.ts';
import { waitFor } from './wait-for.ts';

/** Sees every command that clients send to some servers, as MONITOR tells of them. */
export class CommandMonitor {
  readonly #servers: readonly RedisServer[];
  readonly #monitors: readonly Redis[];
  readonly #clients: readonly Redis[];
  readonly #seen: string[][] = [];

  private constructor(servers: readonly RedisServer[], monitors: readonly Redis[]) {
    this.#servers = servers;
    this.#monitors = monitors;
    // Connected before anything is counted: connecting sends commands of its own.
    this.#clients = servers.map((server) => server.client());
    for (const monitor of monitors) {
      monitor.on('monitor', (_time: string, args: string[], source: string) => {
        // What a script does within the server was not sent by a client.
        if (source !== 'lua') this.#seen.push(args);
      });
    }
  }

  static async start(servers: readonly RedisServer[]): Promise<CommandMonitor> {
    const askers = servers.map((server) => server.client());
    const monitors = await Promise.all(askers.map((asker) => asker.monitor()));
    for (const asker of askers) asker.disconnect();
    return new CommandMonitor(servers, monitors);
  }

  /** @returns The commands that were sent while something was done, each with its arguments. */
  async during(act: () => Promise<unknown>): Promise<readonly (readonly string[])[]> {
    await this.#catchUp();
    const before = this.#seen.length;
    await act();
    const marks = await this.#catchUp();
    return this.#seen.slice(before).filter((args) => !args.some((arg) => marks.includes(arg)));
  }

  stop(): void {
    for (const client of [...this.#monitors, ...this.#clients]) client.disconnect();
  }

  /** Sends a mark to each server and waits until it is seen: all that came before it was seen too. */
  async #catchUp(): Promise<readonly string[]> {
    const marks = this.#servers.map(() => randomUUID());
    await Promise.all(this.#clients.map((client, place) => client.echo(marks[place] ?? '')));
    await waitFor('the monitors have caught up', () =>
      marks.every((mark) => this.#seen.some((args) => args.includes(mark))),
    );
    return marks;
  }
}
