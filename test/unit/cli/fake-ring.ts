import type { RingChange } from '../../../src/ring/ring-change.ts';
import type {
  BeginOptions,
  MoveOptions,
  MoveProgress,
  MoveSummary,
  PlaceReport,
  PlanReport,
  RingOperations,
  RingReport,
} from '../../../src/store/operator/ring-operations.ts';

/** A ring that answers what it was told to, and remembers what it was asked. */
export class FakeRing implements RingOperations {
  readonly asked: unknown[] = [];
  isClosed = false;
  warnings: readonly string[] = [];
  report: RingReport = { epoch: 1, state: 'STABLE', progress: undefined, nodes: [] };
  place: PlaceReport = {
    id: 'x',
    owner: 'a',
    ownerBefore: 'a',
    foundOn: ['a'],
    unreachable: [],
  };
  planOf: (change: RingChange) => PlanReport | Error = (change) => ({
    change,
    epoch: 2,
    shares: [
      { id: 'a', before: 1, after: 0.6 },
      { id: 'b', before: 0, after: 0.4 },
    ],
    flows: [{ src: 'a', dst: 'b', share: 0.4, records: 41_234 }],
    records: 41_234,
    warnings: this.warnings,
  });
  moving: (options: MoveOptions) => Promise<MoveSummary> = () =>
    Promise.resolve({ epoch: 3, moved: 41_200, scanned: 206_000, tookMs: 21_400 });

  status(): Promise<RingReport> {
    return Promise.resolve(this.report);
  }

  where(id: string): Promise<PlaceReport> {
    this.asked.push({ where: id });
    return Promise.resolve({ ...this.place, id });
  }

  plan(change: RingChange): Promise<PlanReport> {
    this.asked.push({ plan: change });
    return settled(this.planOf(change));
  }

  begin(change: RingChange, { force }: BeginOptions): Promise<PlanReport> {
    this.asked.push({ begin: change, force });
    return settled(this.planOf(change));
  }

  move(options: MoveOptions): Promise<MoveSummary> {
    this.asked.push({ move: options.ratePerSecond });
    return this.moving(options);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

/** Progress with what a test does not care about. */
export function progressWith(changes: Partial<MoveProgress>): MoveProgress {
  return {
    scanned: 50_000,
    moved: 10_000,
    total: 103_000,
    startedAt: 1_000,
    ratePerSecond: 1_998.7,
    waitingFor: [],
    isWatching: false,
    ...changes,
  };
}

function settled<T>(outcome: T | Error): Promise<T> {
  return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
}
