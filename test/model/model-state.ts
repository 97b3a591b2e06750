import type { ClientView } from './client-view.ts';
import type { Command } from './commands.ts';
import type { GatewayState } from './gateway-process.ts';
import type { MoverState } from './mover-process.ts';
import type { NodeState } from './node-scripts.ts';

/** Everything at one moment. */
export interface ModelState {
  readonly shared: Shared;
  readonly gateways: readonly GatewayState[];
  readonly movers: readonly MoverState[];
}

/** What no process has for itself. */
export interface Shared {
  /** In the order of the nodes' ids. */
  readonly nodes: readonly NodeState[];
  readonly view: ClientView;
  readonly now: number;
  /** How often each event may still happen, in the order of the list of events. */
  readonly left: readonly number[];
  /** Commands whose senders wait no more. */
  readonly lingering: readonly Command[];
}

/** One step of one process, or of nobody. */
export interface Turn<Actor> {
  readonly actor: Actor;
  readonly shared: Shared;
  /** In words, for a trace. */
  readonly tell: () => string;
  /** What it has shown to be wrong. */
  readonly fault?: string | undefined;
}
