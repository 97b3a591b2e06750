import { Placement } from '../../src/ring/placement.ts';
import { begun, firstTopology, settled, type RingChange } from '../../src/ring/ring-change.ts';
import type { Topology } from '../../src/ring/topology.ts';

/** The two nodes that matter: the record is on `a` at first. */
export const nodeIds = ['a', 'b'] as const;
export type NodeId = (typeof nodeIds)[number];

/** One topology on the way of a ring through its changes, by what it means for the record. */
export interface Stage {
  /** As in traces: the epoch, and a letter where several changes want it. */
  readonly name: string;
  readonly epoch: number;
  readonly isMoving: boolean;
  readonly dst: NodeId;
  readonly src: NodeId | undefined;
  readonly coordinator: NodeId;
  readonly members: readonly NodeId[];
  readonly topology: Topology;
  /** For the decision code. */
  readonly placement: Pick<Placement, 'owners' | 'ownerBefore'>;
  /** For each operator, the stage that comes next if that one has its way; none after the last. */
  readonly next: readonly (number | undefined)[];
}

/** The stages that a ring may go through; numbers in the model's states are places in this list. */
export interface RingCourse {
  readonly recordId: string;
  readonly stages: readonly Stage[];
}

/**
 * Both nodes are there from the beginning; `b` grows and the record goes there, then it shrinks and the record comes back.
 *
 * @param bDecides Whether it is `b` that decides which change comes next, by an id that comes first.
 */
export function reweighted(bDecides: boolean): RingCourse {
  const b = bDecides ? '0' : 'b';
  const first = firstTopology([
    { id: 'a', weight: 5, url: 'redis://a' },
    { id: b, weight: 5, url: 'redis://b' },
  ]);
  return courseOf(first, [
    { kind: 'reweight', id: b, weight: 20 },
    { kind: 'reweight', id: b, weight: 5 },
    { kind: 'reweight', id: b, weight: 20 },
  ]);
}

/**
 * `b` is new: until then no gateway knows of it. Then it is removed, and added again.
 *
 * @param bDecides As for {@link reweighted}.
 */
export function grown(bDecides: boolean): RingCourse {
  const b = bDecides ? '0' : 'b';
  const first = firstTopology([{ id: 'a', weight: 5, url: 'redis://a' }]);
  return courseOf(first, [
    { kind: 'add', node: { id: b, weight: 5, url: 'redis://b' } },
    { kind: 'remove', id: b },
    { kind: 'add', node: { id: b, weight: 5, url: 'redis://b' } },
  ]);
}

/** Two operators want different changes at once: by the second one the record stays where it is. */
export function contested(): RingCourse {
  const nodes = nodeIds.map((id) => ({ id, weight: 5, url: `redis://${id}` }));
  const first = firstTopology(nodes);
  const one = begun(first, { kind: 'reweight', id: 'b', weight: 20 }, 'one');
  const other = begun(first, { kind: 'reweight', id: 'b', weight: 4 }, 'other');
  const topologies = [
    first,
    one,
    other,
    settled(one, 'one-first'),
    settled(one, 'one-second'),
    settled(other, 'other-first'),
    settled(other, 'other-second'),
  ];
  const names = ['1', '2x', '2y', '3x', '3x*', '3y', '3y*'];
  const next = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];
  const recordId = idThatMoves(topologies[0], topologies[1]);
  return {
    recordId,
    stages: topologies.map((topology, at) => {
      return stageOf(topology, recordId, names[at] ?? '', next[at] ?? []);
    }),
  };
}

function courseOf(first: Topology, changes: readonly RingChange[]): RingCourse {
  const topologies = [first];
  for (const change of changes) {
    const moving = begun(topologies.at(-1) ?? first, change, `begun-${topologies.length}`);
    topologies.push(moving, settled(moving, `settled-${topologies.length}`));
  }
  const recordId = idThatMoves(topologies[0], topologies[1]);
  return {
    recordId,
    stages: topologies.map((topology, at) => {
      const next = at + 1 < topologies.length ? at + 1 : undefined;
      return stageOf(topology, recordId, `${topology.epoch}`, [next, next]);
    }),
  };
}

/** A record that the first change takes to another node. */
function idThatMoves(first: Topology | undefined, moving: Topology | undefined): string {
  if (!first || !moving) throw new Error('the course has no change');
  const placement = new Placement(moving);
  for (let number = 0; ; number++) {
    const { src } = placement.owners(`record-${number}`);
    if (src === 'a') return `record-${number}`;
  }
}

function stageOf(topology: Topology, recordId: string, name: string, next: Stage['next']): Stage {
  const placement = new Placement(topology);
  const owners = placement.owners(recordId);
  const ownerBefore = placement.ownerBefore(recordId);
  return {
    name,
    epoch: topology.epoch,
    isMoving: placement.isMoving,
    dst: named(owners.dst),
    src: owners.src === undefined ? undefined : named(owners.src),
    coordinator: named(placement.coordinator),
    members: placement.members.map(({ id }) => named(id)),
    topology,
    placement: {
      owners: () => ({ dst: named(owners.dst), src: owners.src && named(owners.src) }),
      ownerBefore: () => named(ownerBefore),
    },
    next,
  };
}

function named(id: string): NodeId {
  return id === 'a' ? 'a' : 'b';
}
