import type { MoveProgress } from '../store/operator/ring-operations.ts';

/** Shows an operator how far moving has come. */
export interface MoveDisplay {
  /** @param leftMs Until all records are looked at; absent while that cannot be told. */
  show(progress: MoveProgress, leftMs: number | undefined): void;
  /** Makes room for a line that is told meanwhile. */
  interlude(tell: () => void): void;
  end(): void;
}
