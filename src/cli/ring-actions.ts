import type { RingChange } from '../ring/ring-change.ts';
import { systemClock } from '../session/clock.ts';
import {
  type MoveSummary,
  type PlanReport,
  type RingOperations,
  RingRefusal,
} from '../store/operator/ring-operations.ts';
import { MoveBar } from './move-bar.ts';
import type { MoveDisplay } from './move-display.ts';
import { MoveJsonLines } from './move-json-lines.ts';
import { MoveLines } from './move-lines.ts';
import type { MoveRate } from './ring-arguments.ts';
import type { RingCommandIo } from './ring-command-io.ts';
import { RingInterrupted } from './ring-interrupted.ts';
import { ringLog } from './ring-log.ts';
import { moveRecords, summaryText } from './ring-move.ts';
import { nextStepText } from './ring-next-step.ts';
import { placeJson, placeText } from './ring-place-report.ts';
import { movingTimeMs, planText } from './ring-plan-report.ts';
import { statusJson, statusText } from './ring-status-report.ts';

/** The options that several of the commands have. */
export interface RingOptions {
  readonly rate?: MoveRate;
  readonly force?: true;
  readonly json?: true;
}

/** What the commands under `ringgate ring` do, once they are understood. */
export class RingActions {
  readonly #io: RingCommandIo;
  readonly #options: RingOptions;
  readonly #display: MoveDisplay;

  constructor(io: RingCommandIo, options: RingOptions) {
    this.#io = io;
    this.#options = options;
    this.#display = displayFor(io, options);
  }

  status(): Promise<void> {
    return this.#withRing(async (ring) => {
      const report = await ring.status();
      this.#report(statusJson(report), () => statusText(report, systemClock.now()));
    });
  }

  where(id: string): Promise<void> {
    return this.#withRing(async (ring) => {
      const report = await ring.where(id);
      this.#report(placeJson(report), () => placeText(report));
    });
  }

  plan(change: RingChange): Promise<void> {
    return this.#withRing(async (ring, rate) => {
      const plan = await ring.plan(change);
      const aboutMs = movingTimeMs(plan.records, rate) ?? null;
      const json = `${JSON.stringify({ ...plan, rate, aboutMs }, undefined, 2)}\n`;
      this.#report(json, () => `${planText(plan, rate)}Nothing was changed.\n`);
    });
  }

  change(change: RingChange): Promise<void> {
    return this.#withRing(async (ring, rate) => {
      const signal = this.#io.interruption();
      const plan = await this.#begin(ring, change, signal);
      this.#report(jsonLine('begun', { ...plan, rate }), () => {
        return `${planText(plan, rate)}The ring is moving: epoch ${plan.epoch}.\n`;
      });
      const summary = await this.#move(ring, rate, signal);
      this.#reportDone(summary, { resumed: false });
      if (this.#options.json !== true) this.#io.stdout.write(nextStepText(change));
    });
  }

  resume(): Promise<void> {
    return this.#withRing(async (ring, rate) => {
      const summary = await this.#move(ring, rate, this.#io.interruption());
      this.#reportDone(summary, { resumed: true });
    });
  }

  async #begin(ring: RingOperations, change: RingChange, signal: AbortSignal): Promise<PlanReport> {
    try {
      return await ring.begin(change, { force: this.#options.force === true, signal });
    } catch (error) {
      if (!signal.aborted || !(error instanceof RingRefusal)) throw error;
      throw new RingInterrupted(error.message, { cause: error });
    }
  }

  #move(ring: RingOperations, rate: MoveRate, signal: AbortSignal): Promise<MoveSummary> {
    return moveRecords(ring, { rate, display: this.#display, signal });
  }

  #reportDone(summary: MoveSummary, options: { readonly resumed: boolean }): void {
    this.#report(jsonLine('done', { ...summary, tookMs: Math.round(summary.tookMs) }), () =>
      summaryText(summary, options),
    );
  }

  async #withRing(act: (ring: RingOperations, rate: MoveRate) => Promise<void>): Promise<void> {
    const access = this.#io.readAccess();
    const log = ringLog((line) => {
      this.#display.interlude(() => this.#io.stderr.write(line));
    });
    const ring = await this.#io.openRing(access, log);
    try {
      await act(ring, this.#options.rate ?? access.moverRatePerSecond);
    } finally {
      await ring.close();
    }
  }

  #report(json: string, text: () => string): void {
    this.#io.stdout.write(this.#options.json === true ? json : text());
  }
}

function displayFor(
  { stdout, stderr, terminal }: RingCommandIo,
  options: RingOptions,
): MoveDisplay {
  if (options.json === true) {
    return new MoveJsonLines((text) => stdout.write(text), systemClock);
  }
  if (terminal) return new MoveBar(terminal);
  return new MoveLines((text) => stderr.write(text), systemClock);
}

function jsonLine(event: string, facts: object): string {
  return `${JSON.stringify({ event, ...facts })}\n`;
}
