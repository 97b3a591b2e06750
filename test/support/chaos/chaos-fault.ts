import type { Caller } from '../ring-load/caller.ts';
import type { Bed } from './bed.ts';
import type { ChaosBed } from './chaos-bed.ts';
import type { Loss } from './loss.ts';

/** What meets a fault: a node for everybody, what is between one gateway and one node, or a gateway. */
export type Reach = 'node' | 'link' | 'gateway';

/**
 * What comes of a call that meets a fault; `gaps`: answered, but for moments, and `either`: nobody can say;
 * `unanswered`: nobody gets an answer while it lasts.
 */
export type Seen = 'answered' | 'unavailable' | 'gaps' | 'either' | 'unanswered';

/** What users of the sessions that meet a fault see, while it lasts. */
export interface Sees {
  readonly reads: Seen;
  /** Of values. A login is always answered, and a new session made: by another node where it must be. */
  readonly writes: Seen;
  /** Logouts, and revocations by another session of the user. */
  readonly endings: Seen;
  /** Lists of a user's sessions, of which one may be there. */
  readonly lists: Seen;
}

/** What a fault is done to. */
export interface Target {
  readonly node: string;
  readonly gateway: string;
}

/** A fault that lasts. */
export interface Lasting {
  /** Ends it; returns when whatever was broken could be used. */
  readonly heal: () => Promise<void>;
  /** Brings back what is not needed any more, while nothing may be seen of that; absent when there is nothing. */
  readonly tidy?: () => Promise<void>;
  /** What is gone for good; absent when nothing is. */
  readonly loss?: Loss;
}

/** What a fault may be done with. */
export interface Surroundings<On extends Bed = ChaosBed> {
  readonly bed: On;
  readonly caller: Caller;
}

/** What must come of something that goes wrong: a row of the table. */
export interface FaultRow {
  readonly name: string;
  readonly reach: Reach;
  /** What happens, in the words of the table. */
  readonly event: string;
  /** In the words of the table; {@link ChaosFault.sees} is what is asserted. */
  readonly userSees: string;
  /** In the words of the table; where a {@link Lasting} names no loss, nothing may be lost. */
  readonly lost: string;
  readonly sees: Sees;
  /** A write that is answered `unavailable` was not carried out, for certain; false when absent. */
  readonly refusesForCertain?: boolean;
  /** The node comes back without some of its data; false when absent. */
  readonly isForgetful?: boolean;
  /** By how much answers may be later than usual; 0 when absent. */
  readonly slowerByMs?: number;
  /** So long it lasts for certain, then it may mend itself; absent when it lasts until it is healed. */
  readonly mendsAfterMs?: number;
  /** Healing takes so long, as a rule; 0 when absent. */
  readonly healsInMs?: number;
}

/** Something that goes wrong with a process, a disk, a network or a clock. */
export interface ChaosFault<On extends Bed = ChaosBed> extends FaultRow {
  /** Returns when it has begun. */
  readonly inject: (on: Surroundings<On>, target: Target) => Promise<Lasting>;
  /** Looks at what load does not show, while it lasts. @returns What is wrong. */
  readonly probe?: (on: Surroundings<On>, target: Target) => Promise<string[]>;
}

/** Something that goes wrong with a gateway, whatever the nodes are. */
export interface GatewayFault extends FaultRow {
  readonly inject: (on: { readonly bed: Pick<Bed, 'fleet'> }, target: Target) => Promise<Lasting>;
}

/** As if nothing were wrong. */
export const allAnswered: Sees = {
  reads: 'answered',
  writes: 'answered',
  endings: 'answered',
  lists: 'answered',
};

/** What is seen of a node that answers nothing. */
export const allUnavailable: Sees = {
  reads: 'unavailable',
  writes: 'unavailable',
  endings: 'unavailable',
  lists: 'unavailable',
};
