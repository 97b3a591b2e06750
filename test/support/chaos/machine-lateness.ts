import type { Call } from '../ring-load/call.ts';

const tickMs = 10;
/** So late a timer shows a machine that may keep a node's answer from a gateway for longer than that waits. */
const tooLateMs = 100;
/** A node that was taken for silent is used again within this time. */
const aftermathMs = 2_000;

/** How late timers of this process are: on a machine that has too much to do, or while this process is at work itself. */
export class MachineLateness {
  readonly #ticks: { readonly fromAt: number; readonly at: number; readonly lateMs: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Measures until it is stopped. */
  start(): void {
    const fromAt = performance.now();
    this.#timer = setTimeout(() => {
      const at = performance.now();
      const lateMs = at - fromAt - tickMs;
      if (lateMs > tickMs) this.#ticks.push({ fromAt, at, lateMs });
      this.start();
    }, tickMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Whether a gateway may have taken a node for silent because of that, for a call to meet it. */
  mayExplain({ startedAt, endedAt }: Call): boolean {
    return this.worst(startedAt - aftermathMs, endedAt) > tooLateMs;
  }

  /** The worst between two instants by `performance.now`, in milliseconds. */
  worst(since: number, until: number): number {
    const own = this.#ticks.filter(({ fromAt, at }) => at >= since && fromAt <= until);
    return Math.max(0, ...own.map(({ lateMs }) => lateMs));
  }
}
