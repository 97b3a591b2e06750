import { noPasses } from '../../src/store/moving/passes.ts';
import type { Command } from './commands.ts';
import type { Shared, Turn } from './model-state.ts';
import type { MoverProcess, MoverState } from './mover-process.ts';
import type { Surroundings } from './surroundings.ts';

/** All that may come next for one mover. */
export class MoverTurns {
  readonly #process: MoverProcess;
  readonly #around: Surroundings;
  readonly #name: string;
  readonly #lastEpoch: number;

  /** @param lastEpoch No change begins after it. */
  constructor(process: MoverProcess, around: Surroundings, name: string, lastEpoch: number) {
    this.#process = process;
    this.#around = around;
    this.#name = name;
    this.#lastEpoch = lastEpoch;
  }

  of(mover: MoverState, shared: Shared): Turn<MoverState>[] {
    const command = this.#process.pending(mover);
    if (!command) return this.#starts(mover, shared);
    return [this.#step(mover, shared, command), ...this.#accidents(mover, shared, command)];
  }

  #starts({ stage }: MoverState, shared: Shared): Turn<MoverState>[] {
    const { epoch } = this.#around.stage(stage);
    return this.#around
      .installed(shared)
      .map((number) => ({ number, found: this.#around.stage(number) }))
      .filter(({ found }) => found.epoch >= epoch && found.epoch < this.#lastEpoch)
      .map(({ number, found }) => ({
        actor: this.#process.start(number),
        shared,
        tell: () => `${this.#name}: starts, going by ${found.name}`,
      }));
  }

  #step(mover: MoverState, before: Shared, command: Command): Turn<MoverState> {
    const { shared, reply, fault } = this.#around.run(before, command);
    return {
      actor: this.#process.after(mover, command, reply),
      shared,
      fault,
      tell: () => `${this.#name}: ${this.#around.tellDone(command, reply)}`,
    };
  }

  #accidents(mover: MoverState, shared: Shared, command: Command): Turn<MoverState>[] {
    const turns: Turn<MoverState>[] = [];
    const { reply } = this.#around.run(shared, command);
    if (reply.state === 'scanned' && reply.found && this.#around.left(shared, 'missed scan') > 0) {
      turns.push({
        actor: this.#process.after(mover, command, { ...reply, found: false }),
        shared: this.#around.spend(shared, 'missed scan'),
        tell: () =>
          `${this.#name}: ${this.#around.tell(command)}: the server starts anew, and the pass misses the record`,
      });
    }
    if (this.#around.left(shared, 'crash') > 0) {
      turns.push({
        actor: { stage: mover.stage, phase: { kind: 'idle' }, passes: noPasses },
        shared: this.#around.linger(this.#around.spend(shared, 'crash'), command),
        tell: () => `${this.#name}: sends "${this.#around.tell(command)}" and dies`,
      });
    }
    return turns;
  }
}
