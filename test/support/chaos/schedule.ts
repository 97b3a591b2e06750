import type { SeededRandom } from '../ring-load/seeded-random.ts';
import type { ChaosFault, FaultRow, Reach, Target } from './chaos-fault.ts';

/** A fault is over, and whatever met it has had its time to be used again, before the same is broken once more. */
export const restMs = 2_500;
const mostAtOnce = 2;
const betweenMs = { least: 200, most: 1_500 } as const;
const lastsMs = { least: 600, most: 3_000 } as const;

/** A fault that is to come. */
export interface PlannedFault<Fault extends FaultRow = ChaosFault> {
  readonly fault: Fault;
  readonly target: Target;
  /** From the beginning, in milliseconds. */
  readonly atMs: number;
  readonly lastsMs: number;
}

/** What a schedule is made for. */
export interface ScheduleOptions<Fault extends FaultRow = ChaosFault> {
  /** All are healed by then. */
  readonly durationMs: number;
  /** To choose from. */
  readonly faults: readonly Fault[];
  readonly nodes: readonly string[];
  readonly gateways: readonly string[];
}

/**
 * What is broken when, in the order of the beginnings: the same for the same row of random choices.
 *
 * At most two at once; never the same node or the same gateway twice at once, always a node and a gateway that nothing is
 * wrong with; and no node forgets more than once, or what is kept could not be told.
 */
export function scheduleOf<Fault extends FaultRow>(
  random: SeededRandom,
  options: ScheduleOptions<Fault>,
): PlannedFault<Fault>[] {
  const { durationMs, faults, nodes, gateways } = options;
  const planned: PlannedFault<Fault>[] = [];
  const span = ({ least, most }: typeof betweenMs | typeof lastsMs): number =>
    least + random.below(most - least);
  for (let atMs = span(betweenMs); atMs < durationMs; atMs += span(betweenMs)) {
    const fault = random.pick(faults);
    const target = { node: random.pick(nodes), gateway: gatewayFor(fault.reach, random, gateways) };
    const most = fault.mendsAfterMs ?? Infinity;
    const next = { fault, target, atMs, lastsMs: Math.min(span(lastsMs), most) };
    const others = planned.filter((each) => atMs < overAt(each) + restMs);
    const isFree = others.length < mostAtOnce && !others.some((each) => conflicts(each, next));
    const forgets = planned.some(
      (each) => each.fault.isForgetful && each.target.node === target.node,
    );
    if (!isFree || (fault.isForgetful && forgets)) continue;
    if (atMs + next.lastsMs <= durationMs) planned.push(next);
  }
  return planned;
}

/** Whether two faults can't be at once. */
export function conflicts(
  one: Pick<PlannedFault<FaultRow>, 'fault' | 'target'>,
  other: Pick<PlannedFault<FaultRow>, 'fault' | 'target'>,
): boolean {
  const reaches: readonly Reach[] = [one.fault.reach, other.fault.reach];
  const isOnGateways = reaches.every((reach) => reach !== 'node');
  const isOnNodes = reaches.every((reach) => reach !== 'gateway');
  return isOnGateways || (isOnNodes && one.target.node === other.target.node);
}

/** When it is healed, from the beginning, in milliseconds. */
function overAt({ atMs, lastsMs, fault: { healsInMs = 0 } }: PlannedFault<FaultRow>): number {
  return atMs + lastsMs + healsInMs;
}

/** Only the last gateway has links that can be broken. */
function gatewayFor(reach: Reach, random: SeededRandom, gateways: readonly string[]): string {
  return reach === 'gateway' ? random.pick(gateways) : (gateways.at(-1) ?? '');
}
