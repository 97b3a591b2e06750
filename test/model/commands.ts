import type { Delivery, ExportOutcome, ImportOutcome } from '../../src/store/record-moves.ts';
import type { NodeId } from './ring-course.ts';

/**
 * What a client asks for. `write` notes a number in the record; `login` gives the session another secret, and a shorter
 * life than it had.
 */
export type Request =
  { readonly kind: 'read' | 'end' | 'login' } | { readonly kind: 'write'; readonly bit: number };

/** One atomic step on a node. `stage`: the caller's topology. */
export type Command =
  | {
      readonly kind: 'operate';
      readonly at: NodeId;
      readonly stage: number;
      readonly request: Request;
      readonly delivery?: Delivery;
    }
  | { readonly kind: 'create' | 'export' | 'remove'; readonly at: NodeId; readonly stage: number }
  | {
      readonly kind: 'import';
      readonly at: NodeId;
      readonly stage: number;
      readonly delivery: Delivery;
    }
  | { readonly kind: 'time'; readonly at: NodeId }
  | { readonly kind: 'scan'; readonly at: NodeId }
  | {
      readonly kind: 'install';
      readonly at: NodeId;
      readonly stage: number;
      /** The only stage that it may replace. */
      readonly replacing?: number;
    };

/** What a node answers. */
export type Reply =
  | { readonly state: 'found'; readonly value: number }
  | { readonly state: 'gone'; readonly at: number }
  | { readonly state: 'done' | 'ended' | 'late' | 'created' }
  | { readonly state: 'exported'; readonly outcome: ExportOutcome }
  | { readonly state: 'imported'; readonly outcome: ImportOutcome }
  | { readonly state: 'removed' }
  | { readonly state: 'time'; readonly at: number }
  | { readonly state: 'scanned'; readonly found: boolean }
  | { readonly state: 'installed' }
  /** An install met another topology of the same epoch. */
  | { readonly state: 'split'; readonly stage: number }
  /** The node has a newer topology, or another one of the same epoch. */
  | { readonly state: 'stale'; readonly stage: number }
  /** The node has an older one, or none. */
  | { readonly state: 'behind' };
