/** What moves a record from one node to another. */
export interface RecordMoves {
  /** Reads only: the fence has frozen the record. `ended`: a tombstone. */
  exportRecord(id: string, fence: string): Promise<ExportOutcome>;
  /** Puts a copy down unless there is a record or a tombstone; tells nobody. */
  importRecord(delivery: Delivery, fence: string): Promise<ImportOutcome>;
  /**
   * Deletes a record and its index entry, and leaves no tombstone; tells nobody. Only for one that its new node has, or has
   * ended, or that no node owns here.
   *
   * @param userId Whose index has it; absent when anonymous.
   */
  removeRecord(id: string, userId: string | undefined, fence: string): Promise<void>;
  /** Ids of sessions on this node, page by page as SCAN gives them: each that is there all the while comes at least once. */
  scanIds(cursor: string, count: number): Promise<IdPage>;
  /** About how many keys there are, of all kinds: for telling progress. */
  countKeys(): Promise<number>;
  /** The node's clock, Unix milliseconds. */
  time(): Promise<number>;
}

/** A copy on its way to its new node. */
export interface Delivery {
  readonly copy: RecordCopy;
  /** The new node's clock when it did not have the record: past {@link deliveryTimeMs} later the copy is refused. */
  readonly missedAt: number;
}

/**
 * How long a copy may be under way, by the new node's clock. Longer than any command may take, and far shorter than any
 * tombstone stays: one that comes after a tombstone has gone must not bring the session back.
 */
export const deliveryTimeMs = 2_000;

/** A record as it stood on the node that must not write it any more. */
export interface RecordCopy {
  readonly id: string;
  /** Whose index on that node has it; absent when anonymous. */
  readonly userId: string | undefined;
  /** Name and text by turns. Only a node of the same kind reads them. */
  readonly fields: readonly string[];
  /** What was left of it, in whole milliseconds; positive. */
  readonly ttlMs: number;
}

export type ExportOutcome =
  { readonly state: 'copied'; readonly copy: RecordCopy } | { readonly state: 'absent' | 'ended' };

/** `present`: there was a record; it was left as it is. */
export type ImportOutcome = 'imported' | 'present' | 'ended' | 'late';

/** Some ids. `cursor`: where to go on; '0' after the last page. */
export interface IdPage {
  readonly cursor: string;
  readonly ids: readonly string[];
}
