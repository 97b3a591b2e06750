import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { isUnavailable } from '../../../session/session-error.ts';
import { answerWithin } from '../../answer-within.ts';
import { unavailable } from '../reply-error.ts';
import type { RawReply } from '../script-command.ts';
import type { ScriptRunner } from '../script-runner.ts';
import type { ScriptName } from '../script-source.ts';
import type { ClusterMaster } from './cluster-master.ts';
import type { ClusterMasters } from './cluster-masters.ts';
import { keySlot } from './key-slot.ts';
import { Redirection } from './redirection.ts';
import { SlotTurns } from './slot-turns.ts';

/** How long a command goes on to other servers: with the time limit of the last one, less than a second in all. */
const redirectedMs = 500;

/** A slot that moves takes milliseconds. Where it takes longer, many who ask all the time would keep it from moving. */
const shortestPauseMs = 5;
const longestPauseMs = 80;

/** So many hops in a row are servers that have not heard of each other's changes yet. */
const hopsAtOnce = 3;

/** Does something on one master, once. @param asking Whether its slot is on its way there. */
type Attempt<Outcome> = (master: ClusterMaster, asking: boolean) => Promise<Outcome>;

/** What was tried, and until when it goes on to other servers, by `performance.now`. */
interface Asked<Outcome> {
  readonly slot: number;
  readonly asked: ClusterMaster;
  readonly attempt: Attempt<Outcome>;
  readonly giveUpAt: number;
}

/**
 * Runs commands on that master of a cluster which has their keys.
 *
 * Sends again only what a server says it has not run, since another one has the keys, or half of them. Everything else is
 * told to the caller, so no command runs twice (I7).
 */
export class ClusterCommands implements ScriptRunner {
  readonly #id: string;
  readonly #masters: ClusterMasters;
  readonly #turns = new SlotTurns();

  /** @param id Of the node. */
  constructor(id: string, masters: ClusterMasters) {
    this.#id = id;
    this.#masters = masters;
  }

  run<Outcome>(
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
    decode: (reply: RawReply) => Outcome,
  ): Promise<Outcome> {
    return this.#at(keySlot(keys[0] ?? ''), (master, asking) =>
      master.connection.run(name, keys, args, decode, asking),
    );
  }

  /**
   * Runs one plain command of ioredis.
   *
   * @param name For the observer, as in `hget`.
   * @throws {SessionError} As {@link ClusterCommands.run}.
   */
  ask<Reply>(
    command: (client: Redis) => Promise<Reply>,
    name: string,
    key: string,
  ): Promise<Reply> {
    return this.#at(keySlot(key), (master, asking) =>
      master.connection.ask((client) => {
        if (asking) client.asking().catch(() => undefined);
        return command(client);
      }, name),
    );
  }

  /** Runs a plain command on every master. @throws {SessionError} When one does not answer, or none is known. */
  async askAll<Reply>(
    command: (client: Redis) => Promise<Reply>,
    name: string,
  ): Promise<readonly Reply[]> {
    const masters = this.#masters.serving;
    if (masters.length === 0) throw unavailable(this.#id);
    return Promise.all(masters.map(({ connection }) => connection.ask(command, name)));
  }

  #at<Outcome>(slot: number, attempt: Attempt<Outcome>): Promise<Outcome> {
    const master = this.#masters.ownerOf(slot);
    if (master === undefined) {
      this.#masters.lookSoon();
      return Promise.reject(unavailable(this.#id));
    }
    const giveUpAt = performance.now() + redirectedMs;
    return attempt(master, false).catch((error: unknown) =>
      this.#afterFailure(error, { slot, asked: master, attempt, giveUpAt }),
    );
  }

  async #afterFailure<Outcome>(
    first: unknown,
    { slot, asked, attempt, giveUpAt }: Asked<Outcome>,
  ): Promise<Outcome> {
    let [error, master, hops, tries] = [first, asked, 0, 0];
    let giveBack: (() => void) | undefined;
    try {
      while (error instanceof Redirection) {
        const leftMs = Math.ceil(giveUpAt - performance.now());
        if (leftMs <= 0) throw unavailable(this.#id, error);
        if (error.to.kind === 'again') {
          giveBack ??= await this.#turns.take(slot, leftMs);
          if (giveBack) await pause(tries, leftMs);
          [hops, tries] = [0, tries + 1];
        } else {
          if (hops >= hopsAtOnce) await pause(hops - hopsAtOnce, leftMs);
          hops += 1;
        }
        // Also where no time is left, for a last try: this process may have stood still meanwhile.
        const limitMs = Math.max(1, Math.ceil(giveUpAt - performance.now()));
        const next = await answerWithin(this.#next(error, slot, master), limitMs);
        if (next === undefined) throw unavailable(this.#id, error);
        master = next;
        try {
          return await attempt(master, error.to.kind === 'ask');
        } catch (failure) {
          error = failure;
        }
      }
    } finally {
      // Not before: whoever waits for it goes where this one has found the keys.
      giveBack?.();
    }
    if (isUnavailable(error)) this.#masters.lookSoon();
    throw error;
  }

  async #next(
    { to }: Redirection,
    slot: number,
    from: ClusterMaster,
  ): Promise<ClusterMaster | undefined> {
    switch (to.kind) {
      case 'moved':
        return this.#masters.moved(to.slot, to.address, from);
      case 'ask':
        return this.#masters.reach(to.address);
      case 'again':
        return this.#masters.ownerOf(slot);
    }
  }
}

/** @param before How many there were: each is twice as long as the one before. */
function pause(before: number, limitMs: number): Promise<void> {
  return setTimeout(Math.min(shortestPauseMs * 2 ** before, longestPauseMs, limitMs));
}
