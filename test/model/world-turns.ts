import type { Shared, Turn } from './model-state.ts';
import { atTime } from './node-scripts.ts';
import type { Surroundings } from './surroundings.ts';
import { recordLife } from './times.ts';

type WorldTurn = Turn<undefined>;

/** What happens without anybody's doing. */
export class WorldTurns {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** @param isQuiet Whether nobody is changing the ring. */
  of(shared: Shared, isQuiet: boolean): WorldTurn[] {
    const restored = isQuiet ? this.#restored(shared) : [];
    return [...this.#lingering(shared), ...this.#time(shared), ...restored];
  }

  #lingering(shared: Shared): WorldTurn[] {
    return shared.lingering.map((command, at) => {
      const done = this.#around.run(shared, command);
      return {
        actor: undefined,
        shared: { ...done.shared, lingering: shared.lingering.toSpliced(at, 1) },
        fault: done.fault,
        tell: () => `what lingered: ${this.#around.tellDone(command, done.reply)}`,
      };
    });
  }

  #time(shared: Shared): WorldTurn[] {
    if (this.#around.left(shared, 'tick') === 0) return [];
    const now = shared.now + 1;
    const nodes = shared.nodes.map((node) => atTime(node, now));
    return [
      {
        actor: undefined,
        shared: { ...this.#around.spend(shared, 'tick'), nodes, now },
        tell: () => 'time passes',
      },
    ];
  }

  #restored(shared: Shared): WorldTurn[] {
    if (this.#around.left(shared, 'restore') === 0) return [];
    const stages = shared.nodes.map(({ stage = 0 }) => this.#around.stage(stage));
    if (!stages.every(({ isMoving, dst }) => !isMoving && dst === 'b')) return [];
    const record = { value: 0, secret: 0, expiresAt: shared.now + recordLife };
    const nodes = shared.nodes.map((node, at) => (at === 0 ? { ...node, record } : node));
    return [
      {
        actor: undefined,
        shared: { ...this.#around.spend(shared, 'restore'), nodes },
        tell: () => 'node a comes back from old data',
      },
    ];
  }
}
