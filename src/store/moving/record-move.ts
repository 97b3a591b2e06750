import type { Placement } from '../../ring/placement.ts';
import type { ExportOutcome, ImportOutcome, RecordCopy } from '../record-moves.ts';

/** What a mover does about a record that it found on a node. */
export type RecordMove =
  /** It belongs to another node by now. */
  | { readonly kind: 'move'; readonly dst: string }
  /** The node owned it neither before nor now (it was restored from old data, say): nobody reads it here. */
  | { readonly kind: 'removeStray' }
  | { readonly kind: 'leave' };

/** Decides about a record by nothing but its id and where it was found. */
export function recordMove(
  id: string,
  foundOn: string,
  placement: Pick<Placement, 'owners' | 'ownerBefore'>,
): RecordMove {
  const { dst } = placement.owners(id);
  if (dst === foundOn) return { kind: 'leave' };
  return placement.ownerBefore(id) === foundOn ? { kind: 'move', dst } : { kind: 'removeStray' };
}

/** What is to be put down on the record's owner; absent when the node before has nothing to give any more. */
export function copyToImport(outcome: ExportOutcome): RecordCopy | undefined {
  return outcome.state === 'copied' ? outcome.copy : undefined;
}

/** Whether the node before may forget the record; if not, moving it begins again with its owner's clock. */
export function mayRemove(outcome: ImportOutcome): boolean {
  return outcome !== 'late';
}
