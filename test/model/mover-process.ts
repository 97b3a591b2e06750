import { afterPage, isDone, noPasses, type Passes } from '../../src/store/moving/passes.ts';
import { copyToImport, mayRemove, recordMove } from '../../src/store/moving/record-move.ts';
import type { Delivery } from '../../src/store/record-moves.ts';
import type { Command, Reply } from './commands.ts';
import type { Guard } from './guard.ts';
import { nodeIds, type NodeId, type RingCourse, type Stage } from './ring-course.ts';

/** An operator's command, or a gateway that moves records: it begins changes and brings them to their end. */
export interface MoverState {
  /** The topology it goes by. */
  readonly stage: number;
  readonly phase: MoverPhase;
  readonly passes: Passes;
}

export type MoverPhase =
  | { readonly kind: 'idle' }
  /** Removes what nobody reads on the node that is to own more, before the change to stage `to` begins. */
  | { readonly kind: 'sweepInstall' | 'sweepScan' | 'sweepRemove' | 'begin'; readonly to: number }
  /** Makes sure of these nodes, then looks for records. */
  | { readonly kind: 'install'; readonly todo: readonly NodeId[] }
  | { readonly kind: 'scan' | 'time' | 'remove' }
  | { readonly kind: 'export'; readonly missedAt: number }
  | { readonly kind: 'import'; readonly delivery: Delivery }
  /** Makes sure of these nodes, then ends the change. */
  | { readonly kind: 'ensure'; readonly todo: readonly NodeId[] }
  | { readonly kind: 'settle' }
  | { readonly kind: 'spread'; readonly to: number; readonly todo: readonly NodeId[] };

const idle = { kind: 'idle' } as const;

/** A mover's way: the product's decisions, one command at a time. */
export class MoverProcess {
  readonly #course: RingCourse;
  readonly #without: ReadonlySet<Guard>;
  /** Which of the operators it is. */
  readonly #operator: number;

  constructor(course: RingCourse, without: ReadonlySet<Guard>, operator: number) {
    this.#course = course;
    this.#without = without;
    this.#operator = operator;
  }

  /** Begins a change, or goes on with one. @param stage What it found on a node. */
  start(stage: number): MoverState {
    if (this.#stage(stage).isMoving) return this.#startMoving(stage);
    const to = this.#stage(stage).next[this.#operator];
    if (to === undefined) return { stage, phase: idle, passes: noPasses };
    const sweeps = !this.#without.has('stray sweep') && this.#stage(to).src !== undefined;
    const phase = { kind: sweeps ? 'sweepInstall' : 'begin', to } as const;
    return { stage, phase, passes: noPasses };
  }

  /** The next command; absent when the mover is idle. */
  pending({ stage, phase }: MoverState): Command | undefined {
    const { src, dst, coordinator, next } = this.#stage(stage);
    const source = src ?? dst;
    switch (phase.kind) {
      case 'idle':
        return undefined;
      case 'sweepInstall':
        return { kind: 'install', at: this.#stage(phase.to).dst, stage };
      case 'sweepScan':
        return { kind: 'scan', at: this.#stage(phase.to).dst };
      case 'sweepRemove':
        return { kind: 'remove', at: this.#stage(phase.to).dst, stage };
      case 'begin':
        return this.#decide(coordinator, stage, phase.to);
      case 'install':
      case 'ensure':
        return { kind: 'install', at: phase.todo[0] ?? source, stage };
      case 'scan':
        return { kind: 'scan', at: source };
      case 'time':
        return { kind: 'time', at: dst };
      case 'export':
        return { kind: 'export', at: source, stage };
      case 'import':
        return { kind: 'import', at: dst, stage, delivery: phase.delivery };
      case 'remove':
        return { kind: 'remove', at: source, stage };
      case 'settle': {
        const to = next[this.#operator] ?? stage;
        return this.#decide(coordinator, stage, to);
      }
      case 'spread':
        return { kind: 'install', at: phase.todo[0] ?? source, stage: phase.to };
    }
  }

  /** @param command The pending one, which was answered so. */
  after(mover: MoverState, command: Command, reply: Reply): MoverState {
    const { stage, phase } = mover;
    if (reply.state === 'stale' || reply.state === 'split') {
      return { stage: reply.stage, phase: idle, passes: noPasses };
    }
    if (reply.state === 'behind') {
      if (phase.kind === 'begin') return { ...mover, phase: idle };
      const kind = phase.kind === 'settle' ? 'ensure' : 'install';
      return { ...mover, phase: { kind, todo: [command.at] } };
    }
    switch (phase.kind) {
      case 'idle':
        return mover;
      case 'sweepInstall':
        return { ...mover, phase: { kind: 'sweepScan', to: phase.to } };
      case 'sweepScan': {
        const kind = this.#isStray(stage, command.at, reply) ? 'sweepRemove' : 'begin';
        return { ...mover, phase: { kind, to: phase.to } };
      }
      case 'sweepRemove':
        return { ...mover, phase: { kind: 'begin', to: phase.to } };
      case 'begin':
        return this.#startMoving(phase.to);
      case 'install':
        return this.#afterInstall(mover, phase.todo.slice(1));
      case 'ensure': {
        const todo = phase.todo.slice(1);
        return { ...mover, phase: todo.length > 0 ? { kind: 'ensure', todo } : { kind: 'settle' } };
      }
      case 'settle':
        return this.#spread(mover, command, this.#stage(stage).members);
      case 'spread':
        return this.#spread(mover, command, phase.todo.slice(1));
      case 'scan':
      case 'time':
      case 'export':
      case 'import':
      case 'remove':
        return this.#afterRecordStep(mover, reply);
    }
  }

  #stage(number: number): Stage {
    const stage = this.#course.stages[number];
    if (!stage) throw new Error(`there is no stage ${number}`);
    return stage;
  }

  /** Without the guard each operator asks a node of its own. */
  #decide(coordinator: NodeId, stage: number, to: number): Command {
    if (!this.#without.has('one node decides')) {
      return { kind: 'install', at: coordinator, stage: to, replacing: stage };
    }
    return { kind: 'install', at: nodeIds[this.#operator] ?? coordinator, stage: to };
  }

  #isStray(stage: number, at: NodeId, reply: Reply): boolean {
    if (reply.state !== 'scanned' || !reply.found) return false;
    const { placement } = this.#stage(stage);
    return recordMove(this.#course.recordId, at, placement).kind === 'removeStray';
  }

  #startMoving(stage: number): MoverState {
    const { src } = this.#stage(stage);
    const mover: MoverState = { stage, phase: idle, passes: noPasses };
    if (src === undefined || this.#without.has('settle when done')) return this.#done(mover);
    const todo = this.#without.has('install before scan') ? [] : [src];
    return this.#afterInstall(mover, todo);
  }

  #afterInstall(mover: MoverState, todo: readonly NodeId[]): MoverState {
    return { ...mover, phase: todo.length > 0 ? { kind: 'install', todo } : { kind: 'scan' } };
  }

  #done(mover: MoverState): MoverState {
    const todo = this.#stage(mover.stage).members;
    return { ...mover, phase: { kind: 'ensure', todo }, passes: noPasses };
  }

  #spread(mover: MoverState, { kind, ...command }: Command, todo: readonly NodeId[]): MoverState {
    if (kind !== 'install' || !('stage' in command)) throw new Error(`${kind} settles nothing`);
    const to = command.stage;
    if (todo.length > 0) return { ...mover, phase: { kind: 'spread', to, todo } };
    return { stage: to, phase: idle, passes: noPasses };
  }

  #afterRecordStep(mover: MoverState, reply: Reply): MoverState {
    if (reply.state === 'scanned') return this.#afterScan(mover, reply.found);
    if (reply.state === 'time') return { ...mover, phase: { kind: 'export', missedAt: reply.at } };
    if (reply.state === 'imported') {
      const removes = mayRemove(reply.outcome) || this.#without.has('late is not removed');
      return { ...mover, phase: { kind: removes ? 'remove' : 'time' } };
    }
    const copy = reply.state === 'exported' ? copyToImport(reply.outcome) : undefined;
    if (!copy || mover.phase.kind !== 'export') return this.#afterMove(mover);
    const { missedAt } = mover.phase;
    return { ...mover, phase: { kind: 'import', delivery: { copy, missedAt } } };
  }

  #afterScan(mover: MoverState, found: boolean): MoverState {
    const { src, placement } = this.#stage(mover.stage);
    const move = recordMove(this.#course.recordId, src ?? '', placement);
    if (found && move.kind === 'move') return { ...mover, phase: { kind: 'time' } };
    const passes = afterPage(mover.passes, { found: false, isLast: true });
    const isEnough = isDone(passes) || this.#without.has('two passes');
    return isEnough ? this.#done(mover) : { ...mover, passes };
  }

  /** The page is dealt with, and with it the pass. */
  #afterMove(mover: MoverState): MoverState {
    const passes = afterPage(mover.passes, { found: true, isLast: true });
    return { ...mover, passes, phase: { kind: 'scan' } };
  }
}
