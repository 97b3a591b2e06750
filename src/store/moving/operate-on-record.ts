import type { Owners, Placement } from '../../ring/placement.ts';
import type { CurrentRing } from '../current-ring.ts';
import type { SessionNode } from '../session-node.ts';
import type { Absent, Late, Visit } from '../session-steps.ts';
import { afterDelivery, afterExport, afterVisit, firstStep, type Step } from './visit-steps.ts';

/** An operation on one record, whichever node has it. */
export interface RecordOperation<Outcome> {
  readonly at: (node: SessionNode, visit: Visit) => Promise<NodeAnswer<Outcome>>;
  /** Of one that ends the session: the user as the caller knows it, absent when anonymous. */
  readonly ends?: { readonly userId: string | undefined };
}

/** What it answers on a node, beside what it answers in the end. */
type NodeAnswer<Outcome> = Outcome | Absent | Late | { readonly state: 'ended' };

/**
 * Does an operation on the record's owner, where need be after bringing the record there (docs/ring-change.md).
 *
 * @returns Absent when it came too late, so that nothing was done and it is to be tried again.
 * @throws {FencedOut} When a node has another topology; nothing was done that would harm when it is tried again.
 */
export async function operateOnRecord<Outcome extends { readonly state: string }>(
  ring: CurrentRing,
  placement: Placement,
  id: string,
  { at, ends }: RecordOperation<Outcome>,
): Promise<Outcome | undefined> {
  const { fence } = placement;
  const { dst, src }: Owners = placement.owners(id);
  const owner = ring.node(dst);
  if (src === undefined) return answerOf(await at(owner, { fence }));
  const before = ring.node(src);
  let step: Step<NodeAnswer<Outcome>> = firstStep;
  for (;;) {
    switch (step.kind) {
      case 'visit':
        step = afterVisit(await at(owner, { fence }), step.isSecondLook, {
          src,
          ...(ends && { ends }),
        });
        break;
      case 'export':
        step = afterExport(await before.moves.exportRecord(id, fence), step.missedAt);
        break;
      case 'deliver':
        step = afterDelivery(await at(owner, { fence, delivery: step.delivery }), step.delivery);
        break;
      case 'remove':
        // The answer stands without it: a mover removes what is left, and a tombstone outlives it.
        await before.moves.removeRecord(id, step.userId, fence).catch(() => undefined);
        return answerOf(step.answer);
      case 'answer':
        return answerOf(step.answer);
      case 'restart':
        return undefined;
    }
  }
}

/** What a caller is answered: a node's clock is of no use to it, and `late` never comes without a delivery. */
export function answerOf<Outcome extends { readonly state: string }>(
  answer: NodeAnswer<Outcome>,
): Outcome {
  return (answer.state === 'gone' ? { state: 'gone' } : answer) as Outcome;
}
