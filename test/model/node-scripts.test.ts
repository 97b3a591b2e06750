import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fenceOf } from '../../src/ring/placement.ts';
import { MemorySessionNode } from '../../src/store/memory/memory-session-node.ts';
import { FencedOut } from '../../src/store/fenced-out.ts';
import type { Delivery, ExportOutcome } from '../../src/store/record-moves.ts';
import type { RingMemory } from '../../src/store/ring-memory.ts';
import type { SessionNode } from '../../src/store/session-node.ts';
import { ManualClock } from '../support/manual-clock.ts';
import {
  draftOf,
  longTimeouts,
  loginOf,
  rotationOf,
  setOf,
  updateOf,
} from '../support/session-fixtures.ts';
import type { Command, Reply, Request } from './commands.ts';
import { atTime, NodeScripts, type NodeState } from './node-scripts.ts';
import { nodeIds, reweighted, type NodeId } from './ring-course.ts';
import { recordLife, shortLife } from './times.ts';

/** A step of the model's time: as long as a tombstone stays. */
const tickMs = 5 * 60_000;
const course = reweighted(false);
const id = course.recordId;
const login = loginOf();

/** What a node of the product and one of the model do with the same commands. */
class Pair {
  readonly #clock = new ManualClock();
  readonly #startedAt = this.#clock.now();
  readonly #scripts = new NodeScripts(course, new Set());
  readonly #nodes = new Map<NodeId, SessionNode>();
  readonly #states = new Map<NodeId, NodeState>();
  #now = 0;
  /** What was exported last, just after its new node did not have it: as the model has it and as the product has it. */
  #deliveries: { readonly model: Delivery; readonly real: Delivery } | undefined;

  constructor() {
    for (const at of nodeIds) this.#nodes.set(at, new MemorySessionNode(at, this.#clock));
  }

  tick(): void {
    this.#clock.advance(tickMs);
    this.#now += 1;
    for (const [at, state] of this.#states) this.#states.set(at, atTime(state, this.#now));
  }

  /** @param isBringing With what was exported last. */
  async compare(command: Command, isBringing: boolean): Promise<void> {
    const visit = (kind: 'model' | 'real'): { delivery?: Delivery } => {
      const isBrought = command.kind === 'import' || (command.kind === 'operate' && isBringing);
      const delivery = isBrought ? this.#deliveries?.[kind] : undefined;
      return delivery ? { delivery } : {};
    };
    if (command.kind === 'import' && !this.#deliveries) return;
    const before = this.#states.get(command.at) ?? {};
    const told = { ...command, ...visit('model') } as Command;
    const { node, reply } = this.#scripts.run(before, told, this.#now);
    this.#states.set(command.at, node);
    // A node may list what has expired: nobody can export it any more.
    if (reply.state === 'scanned' && !reply.found) return;
    const brought = Number(visit('model').delivery?.copy.fields[3] ?? 0);
    const secret = before.record?.secret ?? brought;
    const real = await this.#real(command, visit('real'), secret).catch(refused);
    expect([command, this.#comparable(real)]).toEqual([command, this.#comparable(reply)]);
    if (reply.state !== 'exported' || real.state !== 'exported') return;
    if (reply.outcome.state !== 'copied' || real.outcome.state !== 'copied') return;
    this.#deliveries = {
      model: { copy: reply.outcome.copy, missedAt: this.#now },
      real: { copy: real.outcome.copy, missedAt: this.#clock.now() },
    };
  }

  async #real(command: Command, visit: { delivery?: Delivery }, secret: number): Promise<Reply> {
    const node = this.#nodes.get(command.at);
    if (!node) throw new Error('there is no such node');
    if (command.kind === 'time') return { state: 'time', at: await node.moves.time() };
    if (command.kind === 'scan') {
      const { ids } = await node.moves.scanIds('0', 10);
      return { state: 'scanned', found: ids.includes(id) };
    }
    const { stage } = command;
    const topology = topologyOf(stage);
    if (command.kind === 'install') {
      const outcome = await node.ring.install(topology);
      return outcome.state === 'installed'
        ? outcome
        : { state: 'stale', stage: stageOf(outcome.topology) };
    }
    const fence = fenceOf(topology);
    switch (command.kind) {
      case 'operate':
        return this.#operate(node, command.request, { fence, ...visit }, secret);
      case 'create': {
        const idle = { ...longTimeouts, idleTimeoutMs: recordLife * tickMs };
        const secretHash = hashOf(secret);
        const { state } = await node.create(draftOf({ id, secretHash, timeouts: idle }), fence);
        return { state: state === 'found' ? 'created' : 'ended' };
      }
      case 'export':
        return { state: 'exported', outcome: await node.moves.exportRecord(id, fence) };
      case 'import': {
        const { delivery } = visit;
        if (!delivery) throw new Error('there is nothing to import');
        return { state: 'imported', outcome: await node.moves.importRecord(delivery, fence) };
      }
      case 'remove':
        await node.moves.removeRecord(id, undefined, fence);
        return { state: 'removed' };
    }
  }

  async #operate(
    node: SessionNode,
    request: Request,
    visit: { fence: string; delivery?: Delivery },
    secret: number,
  ): Promise<Reply> {
    const proof = { id, secretHash: hashOf(secret) };
    const done = async (): Promise<{
      state: string;
      at?: number;
      session?: { values?: ReadonlyMap<string, string> | undefined };
    }> => {
      switch (request.kind) {
        case 'read':
          return node.load(proof, 'all', visit);
        case 'write':
          return node.update(proof, updateOf(setOf([`${request.bit}`, '1'])), 'all', visit);
        case 'login': {
          const timeouts = { ...longTimeouts, idleTimeoutMs: shortLife * tickMs };
          const rotation = rotationOf({ newSecretHash: hashOf(secret + 1), login, timeouts });
          return node.rotate(proof, rotation, visit);
        }
        case 'end': {
          const { secretHash } = proof;
          return node.end(id, { by: 'secret', secretHash, userId: undefined }, visit);
        }
      }
    };
    const { state, at, session } = await done();
    if (session) {
      const bits = [...(session.values?.keys() ?? [])].map(Number);
      return { state: 'found', value: bits.reduce((sum, bit) => sum | bit, 0) };
    }
    if (state === 'gone') return { state, at: at ?? 0 };
    if (state === 'done' || state === 'ended' || state === 'late') return { state };
    throw new Error(`the model has no ${state}`);
  }

  /** The same time and the same copy look different in the product and in the model. */
  #comparable(reply: Reply): unknown {
    const tickAt = (at: number): number =>
      at >= this.#startedAt ? (at - this.#startedAt) / tickMs : at;
    if (reply.state === 'time' || reply.state === 'gone') return { ...reply, at: tickAt(reply.at) };
    if (reply.state !== 'exported') return reply;
    return comparableExport(reply.outcome);
  }
}

function comparableExport(outcome: ExportOutcome): unknown {
  if (outcome.state !== 'copied') return outcome;
  const { ttlMs } = outcome.copy;
  return { state: 'copied', ticks: ttlMs >= tickMs ? ttlMs / tickMs : ttlMs };
}

function hashOf(secret: number): string {
  return `${secret}`.padStart(43, 'x');
}

function topologyOf(stage: number): Parameters<RingMemory['install']>[0] {
  const topology = course.stages[stage]?.topology;
  if (!topology) throw new Error(`there is no stage ${stage}`);
  return topology;
}

function stageOf({ epoch }: { epoch: number }): number {
  return epoch - 1;
}

function refused(error: unknown): Reply {
  if (!(error instanceof FencedOut)) throw error;
  return error.newer ? { state: 'stale', stage: stageOf(error.newer) } : { state: 'behind' };
}

const at = fc.constantFrom(...nodeIds);
const stage = fc.constantFrom(...Array<number>(20).fill(1), 0, 2);
const request: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ kind: fc.constantFrom('read', 'login', 'end') }),
  fc.record({ kind: fc.constant('write'), bit: fc.constantFrom(1, 2) }),
);
const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('operate'), at, stage, request }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom('create', 'export', 'remove'), at, stage }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('import'), at, stage }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('install'), at, stage }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('scan', 'time'), at }) },
) as fc.Arbitrary<Command>;
const step = fc.record({
  command: fc.option(command, { nil: undefined, freq: 12 }),
  isBringing: fc.boolean(),
});

/** A session on `a`, which is to go to `b`. */
const beginning: readonly Command[] = [
  { kind: 'install', at: 'a', stage: 0 },
  { kind: 'create', at: 'a', stage: 0 },
  { kind: 'install', at: 'a', stage: 1 },
  { kind: 'install', at: 'b', stage: 1 },
];

describe('the nodes of the model', () => {
  it('answer what the nodes of the product answer', async () => {
    const steps = fc.array(step, { minLength: 10, maxLength: 40, size: 'max' });
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        const pair = new Pair();
        for (const first of beginning) await pair.compare(first, false);
        for (const { command: next, isBringing } of program) {
          if (next) await pair.compare(next, isBringing);
          else pair.tick();
        }
      }),
      { numRuns: 300 },
    );
  });
});
