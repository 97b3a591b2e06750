import type { Delivery, ExportOutcome } from '../record-moves.ts';

/** What to do next for an operation on one record; `Reply` is what the operation answers on a node. */
export type Step<Reply> =
  /** The operation, on the record's owner. `isSecondLook`: the node before did not have the record either. */
  | { readonly kind: 'visit'; readonly isSecondLook: boolean }
  /** Ask the node before for a copy. */
  | { readonly kind: 'export'; readonly missedAt: number }
  /** Put the copy down on the owner, and the operation, in one step. */
  | { readonly kind: 'deliver'; readonly delivery: Delivery }
  /** Delete what the node before still has, then answer. `userId`: whose index there has it. */
  | { readonly kind: 'remove'; readonly userId: string | undefined; readonly answer: Reply }
  /** From the beginning, by the topology as it is by then. */
  | { readonly kind: 'restart' }
  | { readonly kind: 'answer'; readonly answer: Reply };

/** What every operation on a record may answer on a node. `at`: of `gone`, as in {@link Absent}. */
export interface NodeReply {
  readonly state: string;
  readonly at?: number;
}

/** An operation as far as its steps differ from others'. */
export interface OperationFacts {
  /** The node that owned the record before; absent when it has not moved. */
  readonly src: string | undefined;
  /** Of an operation that ends the session: the user as the caller knows it, absent when anonymous. */
  readonly ends?: { readonly userId: string | undefined };
}

/** Every operation begins on the record's owner. */
export const firstStep = { kind: 'visit', isSecondLook: false } as const;

/** What follows the operation on the record's owner, when it brought no copy. */
export function afterVisit<Reply extends NodeReply>(
  reply: Reply,
  isSecondLook: boolean,
  { src, ends }: OperationFacts,
): Step<Reply> {
  if (src === undefined) return { kind: 'answer', answer: reply };
  if (reply.state === 'gone' && reply.at !== undefined && !isSecondLook) {
    return { kind: 'export', missedAt: reply.at };
  }
  // A copy may be left of a session that was there: without one, a lost tombstone could not bring it back.
  if (ends && reply.state === 'done') return { kind: 'remove', userId: ends.userId, answer: reply };
  return { kind: 'answer', answer: reply };
}

/** What follows the look at the node before. */
export function afterExport(
  outcome: ExportOutcome,
  missedAt: number,
): Step<{ readonly state: 'ended' }> {
  switch (outcome.state) {
    case 'copied':
      return { kind: 'deliver', delivery: { copy: outcome.copy, missedAt } };
    case 'ended':
      return { kind: 'answer', answer: { state: 'ended' } };
    case 'absent':
      // A mover or another gateway may have passed between the two looks: it has it on its owner by now.
      return { kind: 'visit', isSecondLook: true };
  }
}

/** What follows the operation that brought a copy. */
export function afterDelivery<Reply extends NodeReply>(
  reply: Reply,
  { copy }: Delivery,
): Step<Reply> {
  if (reply.state === 'late') return { kind: 'restart' };
  return { kind: 'remove', userId: copy.userId, answer: reply };
}
