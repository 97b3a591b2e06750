import type { RingCourse } from './ring-course.ts';

/** Who takes part in a run, and how much may happen. What is left out of `may` does not happen. */
export interface Scenario {
  readonly course: RingCourse;
  /** The last stage of the course that is reached. */
  readonly lastEpoch: number;
  /** One for each gateway: `polls` also learns of a newer topology by itself; the others only when a node refuses them. */
  readonly gateways: readonly ('polls' | 'deaf')[];
  readonly movers: number;
  /** Whether the session is there at the beginning; if not, a gateway makes it. */
  readonly begins: 'with a session' | 'without';
  /** How often each may happen, by all together. */
  readonly may: Partial<Record<Event, number>>;
}

/** What may happen a limited number of times. */
export type Event =
  | 'create'
  | 'read'
  | 'write'
  | 'login'
  | 'end'
  /** A process dies, or gives up waiting; what it had sent may still be done by the node, at any time later. */
  | 'crash'
  /** Time passes. */
  | 'tick'
  /** A gateway can't install a topology on a node that does not answer, and goes by it all the same. */
  | 'outage'
  /** A server was started anew in the middle of a pass, which then misses what is there. */
  | 'missed scan'
  /** `a` comes back from old data, while the ring is stable and it does not own the record. */
  | 'restore';

export const events: readonly Event[] = [
  'create',
  'read',
  'write',
  'login',
  'end',
  'crash',
  'tick',
  'outage',
  'missed scan',
  'restore',
];
