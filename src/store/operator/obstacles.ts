import { RingRefusal } from './ring-operations.ts';

/** Something in the way of a change. */
export interface Obstacle {
  /** A sentence that says what to do. */
  readonly text: string;
  /** `forced`: the operator may insist. `passing`: it may be gone later. `final`: the change cannot be made as it is asked for. */
  readonly kind: 'forced' | 'passing' | 'final';
}

/** What a plan says of obstacles. @throws {RingRefusal} For a final one. */
export function warningsOf(obstacles: readonly Obstacle[]): readonly string[] {
  refuse(obstacles.filter(({ kind }) => kind === 'final'));
  return obstacles.map(({ text }) => text);
}

/** @throws {RingRefusal} For those that are in the way of beginning. */
export function refuseFor(obstacles: readonly Obstacle[], force: boolean): void {
  refuse(obstacles.filter(({ kind }) => kind !== 'forced' || !force));
}

function refuse(obstacles: readonly Obstacle[]): void {
  if (obstacles.length === 0) return;
  throw new RingRefusal(obstacles.map(({ text }) => text).join('; '));
}
