import { Gauge, type Registry } from 'prom-client';
import type { RingNodeView, RingProgress, RingView } from '../session/ring-view.ts';
import type { BreakerState } from '../store/session-node.ts';
import { RefreshedAnswer } from './refreshed-answer.ts';

/** Counting sessions takes a node some SCANs, so it is not done for every scrape. */
const sessionsMaxAgeMs = 55_000;
/** A mover writes it down a few times a second at most; four metrics tell of one answer. */
const progressMaxAgeMs = 500;

/** A scrape is not to wait for a node that does not answer. */
const scrapeWaitMs = 200;

const breakerValues: Readonly<Record<BreakerState, number>> = {
  closed: 0,
  'half-open': 1,
  open: 2,
};

/** Where {@link RingMetrics} look. */
export interface RingFigures {
  readonly ring: RingView;
  /** Part of all keys that each node owns; without those that are being removed. */
  readonly shares: () => ReadonlyMap<string, number>;
  readonly breakers: () => ReadonlyMap<string, BreakerState>;
}

/** Tells of the ring and its nodes, as they are when it is asked. */
export class RingMetrics {
  readonly #registry: Registry;
  readonly #figures: RingFigures;
  readonly #nodes: RefreshedAnswer<readonly RingNodeView[]>;
  readonly #progress: RefreshedAnswer<RingProgress | undefined>;

  constructor(registry: Registry, figures: RingFigures) {
    const { ring } = figures;
    this.#registry = registry;
    this.#figures = figures;
    this.#nodes = new RefreshedAnswer({
      ask: () => ring.nodes(),
      maxAgeMs: sessionsMaxAgeMs,
      waitMs: scrapeWaitMs,
    });
    this.#progress = new RefreshedAnswer({
      ask: () => ring.progress(),
      maxAgeMs: progressMaxAgeMs,
      waitMs: scrapeWaitMs,
    });
    this.#tellRing();
    this.#tellNodes();
    this.#tellMove();
  }

  #tellRing(): void {
    const { ring } = this.#figures;
    new Gauge({
      name: 'ringgate_ring_epoch',
      help: 'Counts the changes of the ring.',
      registers: [this.#registry],
      aggregator: 'max',
      collect() {
        this.set(ring.epoch);
      },
    });
    new Gauge({
      name: 'ringgate_ring_moving',
      help: '1 while records move from their nodes of before a change to those of after it, else 0.',
      registers: [this.#registry],
      aggregator: 'max',
      collect() {
        this.set(ring.state === 'MOVING' ? 1 : 0);
      },
    });
  }

  #tellNodes(): void {
    const { ring, shares, breakers } = this.#figures;
    const nodes = this.#nodes;
    const common = { labelNames: ['node'], registers: [this.#registry] };
    new Gauge({
      ...common,
      name: 'ringgate_node_up',
      help: '1 when a node can be used, 0 when it cannot.',
      aggregator: 'min',
      collect() {
        this.reset();
        for (const { id, status } of ring.states()) this.set({ node: id }, status === 'UP' ? 1 : 0);
      },
    });
    new Gauge({
      ...common,
      name: 'ringgate_node_breaker_state',
      help: "0: the node's breaker is closed; 1: half open; 2: open.",
      aggregator: 'max',
      collect() {
        this.reset();
        for (const [node, state] of breakers()) this.set({ node }, breakerValues[state]);
      },
    });
    new Gauge({
      ...common,
      name: 'ringgate_node_sessions',
      help: 'About how many sessions a node holds, as it said within the last minute.',
      aggregator: 'max',
      async collect() {
        const known = await nodes.latest();
        const up = new Set(ring.states().flatMap(({ id, status }) => (status === 'UP' ? id : [])));
        this.reset();
        for (const { id, sessions } of known ?? []) {
          if (sessions !== undefined && up.has(id)) this.set({ node: id }, sessions);
        }
      },
    });
    new Gauge({
      ...common,
      name: 'ringgate_node_share_ratio',
      help: 'Part of all keys that a node owns, 0 to 1.',
      aggregator: 'max',
      collect() {
        this.reset();
        const known = shares();
        for (const { id } of ring.states()) this.set({ node: id }, known.get(id) ?? 0);
      },
    });
  }

  #tellMove(): void {
    const { ring } = this.#figures;
    const progress = this.#progress;
    const tell = (name: string, help: string, read: (progress: RingProgress) => number): void => {
      new Gauge({
        name,
        help: `${help}; absent while nothing moves.`,
        registers: [this.#registry],
        aggregator: 'max',
        async collect() {
          const known = ring.state === 'MOVING' ? await progress.latest() : undefined;
          if (known === undefined) this.remove();
          else this.set(read(known));
        },
      });
    };
    tell(
      'ringgate_move_scanned_records',
      'Records looked at in the present passes',
      (at) => at.scanned,
    );
    tell('ringgate_move_moved_records', 'Records moved since the change began', (at) => at.moved);
    tell(
      'ringgate_move_expected_records',
      'About how many records its passes look at',
      (at) => at.total,
    );
    tell(
      'ringgate_move_started_timestamp_seconds',
      'When moving began, Unix time',
      (at) => at.startedAt / 1_000,
    );
  }
}
