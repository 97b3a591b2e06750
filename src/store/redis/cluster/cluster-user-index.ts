import type { Timeouts } from '../../../session/deadlines.ts';
import { userIndexKey } from '../record-codec.ts';
import type { ClusterCommands } from './cluster-commands.ts';
import { readLines } from '../session-reply.ts';

/**
 * How much longer an entry stays than its session can: it is written first, and by the clock of another server.
 */
const slackMs = 60_000;

/**
 * An entry without its record is dropped when it is older: by then the login that wrote it has written the record, or has
 * failed. Far longer than a command may take, and the clocks of two servers may differ.
 */
const settledMs = 60_000;

/** A session in a user's index. */
export interface IndexEntry {
  readonly id: string;
  /** As it was read: an entry is dropped only while it is still this one. */
  readonly text: string;
}

/**
 * The users' indexes of a Redis Cluster, where they are in other slots than the records (docs/records.md).
 *
 * An entry is there before its record and goes after it, so every session is in the index of its user, and an entry may have
 * no session.
 */
export class ClusterUserIndex {
  readonly #cluster: ClusterCommands;

  constructor(cluster: ClusterCommands) {
    this.#cluster = cluster;
  }

  /**
   * Does what signs a user in on a session, with the session in the user's index before.
   *
   * @param act Answers `gone` or `ended` only where no record is there and none can come.
   */
  async during<Outcome extends { readonly state: string }>(
    userId: string,
    id: string,
    { absoluteLifetimeMs }: Timeouts,
    act: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const args = [id, String(absoluteLifetimeMs + slackMs)];
    const text = await this.#cluster.run('note-entry', [userIndexKey(userId)], args, (reply) =>
      String(reply),
    );
    const outcome = await act();
    if (outcome.state === 'gone' || outcome.state === 'ended') {
      await this.#drop(userId, [{ id, text }], 0);
    }
    return outcome;
  }

  /** All entries that are not over, in no order. */
  list(userId: string): Promise<readonly IndexEntry[]> {
    return this.#cluster.run('list-entries', [userIndexKey(userId)], [], (reply) => {
      const lines = readLines(reply);
      const entries: IndexEntry[] = [];
      for (let i = 0; i < lines.length; i += 2) {
        entries.push({ id: lines[i] ?? '', text: lines[i + 1] ?? '' });
      }
      return entries;
    });
  }

  /** Drops entries whose records were not found, as far as they are old enough. Never rejects: they do no harm. */
  async dropUnused(userId: string, entries: readonly IndexEntry[]): Promise<void> {
    if (entries.length > 0) await this.#drop(userId, entries, settledMs);
  }

  /** Drops the entry of a session that has ended. Never rejects: without its record it does no harm. */
  async dropEnded(userId: string, id: string): Promise<void> {
    const key = userIndexKey(userId);
    await this.#cluster.ask((client) => client.hdel(key, id), 'hdel', key).catch(() => undefined);
  }

  async #drop(userId: string, entries: readonly IndexEntry[], minAgeMs: number): Promise<void> {
    const args = [String(minAgeMs), ...entries.flatMap(({ id, text }) => [id, text])];
    await this.#cluster
      .run('drop-entries', [userIndexKey(userId)], args, () => undefined)
      .catch(() => undefined);
  }
}
