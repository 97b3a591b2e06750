import { randomBytes } from 'node:crypto';
import { flows } from '../../ring/flows.ts';
import type { Placement } from '../../ring/placement.ts';
import type { RingChange } from '../../ring/ring-change.ts';
import type { Topology } from '../../ring/topology.ts';
import type { RingSearch } from '../keeper/discover-ring.ts';
import type { OpenNodes } from '../keeper/open-nodes.ts';
import { Mover } from '../moving/mover.ts';
import type { RingKeeper } from '../ring-keeper.ts';
import { RingStatus } from '../ring-status.ts';
import { nextTopology } from './next-topology.ts';
import { evictionObstacles, surveyMembers } from './member-survey.ts';
import { NewNode } from './new-node.ts';
import { refuseFor, warningsOf, type Obstacle } from './obstacles.ts';
import { openOperatedRing } from './open-operated-ring.ts';
import { placeReport } from './place-report.ts';
import { planReport } from './plan-report.ts';
import { decideChange, sweepGainingNodes } from './ring-change-begin.ts';
import {
  RingRefusal,
  type BeginOptions,
  type MoveOptions,
  type MoveSummary,
  type PlaceReport,
  type PlanReport,
  type RingOperations,
  type RingReport,
} from './ring-operations.ts';

const holderBytes = 6;

/** Looks at a ring of Redis nodes from outside of any gateway, and changes it. */
export class RingOperator implements RingOperations {
  readonly #keeper: RingKeeper;
  readonly #nodes: OpenNodes;
  readonly #holder = `operator ${randomBytes(holderBytes).toString('base64url')}`;
  /** Of the change that began here. */
  #begunEpoch: number | undefined;

  private constructor(keeper: RingKeeper, nodes: OpenNodes) {
    this.#keeper = keeper;
    this.#nodes = nodes;
  }

  /** @throws {RingRefusal} When the nodes belong to no ring, or cannot be used. */
  static async open(
    { nodes, credentials, waitReplicas }: Omit<RingSearch, 'log'>,
    log: RingSearch['log'],
  ): Promise<RingOperator> {
    const ring = await openOperatedRing({ nodes, credentials, waitReplicas, log });
    return new RingOperator(ring.keeper, ring.nodes);
  }

  async status(): Promise<RingReport> {
    const status = new RingStatus(this.#keeper);
    const [progress, nodes] = await Promise.all([status.progress(), status.nodes()]);
    return { epoch: status.epoch, state: status.state, progress, nodes };
  }

  where(id: string): Promise<PlaceReport> {
    return placeReport(this.#keeper, id);
  }

  async plan(change: RingChange): Promise<PlanReport> {
    const examined = await this.#examine(change);
    try {
      return examined.report(warningsOf(examined.obstacles));
    } finally {
      await examined.newNode?.close();
    }
  }

  async begin(change: RingChange, { force, signal }: BeginOptions): Promise<PlanReport> {
    await this.#keeper.lookAgain();
    const { stable, next, newNode, obstacles, report } = await this.#examine(change);
    try {
      refuseFor(obstacles, force);
      if (force) await newNode?.wipe();
      await newNode?.claim(stable);
      await sweepGainingNodes(this.#keeper, stable, next);
      if (signal?.aborted === true) throw new RingRefusal('interrupted: the ring was not changed');
      await decideChange(this.#keeper, stable, next);
    } catch (error) {
      await newNode?.close();
      throw error;
    }
    this.#begunEpoch = next.epoch;
    await this.#keeper.adopt(next);
    return report(warningsOf(obstacles));
  }

  async move(options: MoveOptions): Promise<MoveSummary> {
    if (!this.#keeper.placement.isMoving) await this.#keeper.lookAgain();
    const { isMoving, epoch } = this.#keeper.placement;
    if (isMoving) return new Mover(this.#keeper, this.#holder, options).run();
    if (this.#begunEpoch !== undefined && epoch > this.#begunEpoch) {
      // A gateway was that fast.
      return { epoch, moved: 0, scanned: 0, tookMs: 0 };
    }
    throw new RingRefusal(`the ring is stable (epoch ${epoch}): there is nothing to go on with`);
  }

  close(): Promise<void> {
    return this.#keeper.close();
  }

  /** Looks at all that a change depends on, without writing. The caller closes the new node, unless the change begins. */
  async #examine(change: RingChange): Promise<Examined> {
    const stable = this.#keeper.placement;
    const next = nextTopology(stable, change);
    const { obstacles, counts } = await surveyMembers(this.#keeper);
    const members = stable.members.map(({ id }) => this.#keeper.node(id));
    const newNode =
      change.kind === 'add' ? await NewNode.open(change.node, this.#nodes) : undefined;
    const gaining = new Set(flows(next).map(({ dst }) => dst));
    const open = newNode ? [...members, newNode.node] : members;
    const all = [
      ...obstacles,
      ...((await newNode?.obstacles(stable, members)) ?? []),
      ...(await evictionObstacles(open.filter(({ id }) => gaining.has(id)))),
    ];
    const report = (warnings: readonly string[]): PlanReport =>
      planReport(change, stable, next, { counts, warnings });
    return { stable, next, newNode, obstacles: all, report };
  }
}

interface Examined {
  readonly stable: Placement;
  readonly next: Topology;
  readonly newNode: NewNode | undefined;
  readonly obstacles: readonly Obstacle[];
  readonly report: (warnings: readonly string[]) => PlanReport;
}
