import type { Delivery } from '../../src/store/record-moves.ts';
import type { Command, Reply, Request } from './commands.ts';
import type { Guard } from './guard.ts';
import type { RingCourse, Stage } from './ring-course.ts';
import { deliveryTime, recordLife, shortLife, tombstoneLife } from './times.ts';

/** What is on one node. Absent: there is none. Instants are the model's. */
export interface NodeState {
  /** The topology that was installed last. */
  readonly stage?: number;
  readonly record?: ModelRecord;
  readonly tombstone?: Tombstone;
}

export interface Tombstone {
  readonly until: number;
  /** Only copies with this secret are meant; absent when the session has ended. */
  readonly secret?: number;
}

export interface ModelRecord {
  /** The writes that it has, one bit each. */
  readonly value: number;
  /** Counts logins. */
  readonly secret: number;
  readonly expiresAt: number;
  /** Until when a copy of it may be left on its node of before. */
  readonly copyUntil?: number;
}

/** What a step on a node came to. */
export interface Outcome {
  readonly node: NodeState;
  readonly reply: Reply;
  /** A write that the record had already. */
  readonly isRepeated?: boolean;
}

type FencedCommand = Exclude<Command, { readonly kind: 'time' | 'scan' | 'install' }>;

/** A node's scripts as src/store/redis/scripts has them, as far as they matter for one record. */
export class NodeScripts {
  readonly #course: RingCourse;
  readonly #without: ReadonlySet<Guard>;

  constructor(course: RingCourse, without: ReadonlySet<Guard>) {
    this.#course = course;
    this.#without = without;
  }

  run(node: NodeState, command: Command, now: number): Outcome {
    if (command.kind === 'time') return { node, reply: { state: 'time', at: now } };
    if (command.kind === 'scan') {
      return { node, reply: { state: 'scanned', found: node.record !== undefined } };
    }
    if (command.kind === 'install') return this.#install(node, command.stage, command.replacing);
    const refusal = this.#fence(node, command);
    if (refusal) return { node, reply: refusal };
    switch (command.kind) {
      case 'operate':
        return this.#operate(node, command, now);
      case 'create':
        return this.#create(node, now);
      case 'export':
        return { node, reply: this.#export(node, now) };
      case 'import': {
        const { node: after, outcome } = this.#deliver(node, command.delivery, now);
        return { node: after, reply: { state: 'imported', outcome } };
      }
      case 'remove': {
        const { record, ...rest } = node;
        return { node: record ? rest : node, reply: { state: 'removed' } };
      }
    }
  }

  #has(guard: Guard): boolean {
    return !this.#without.has(guard);
  }

  #stage(number: number): Stage {
    const stage = this.#course.stages[number];
    if (!stage) throw new Error(`there is no stage ${number}`);
    return stage;
  }

  #fence(node: NodeState, command: FencedCommand): Reply | undefined {
    if (!this.#has('fence')) return undefined;
    if (command.kind === 'remove' && !this.#has('fenced remove')) return undefined;
    if (node.stage === command.stage) return undefined;
    if (node.stage === undefined) return { state: 'behind' };
    const ahead = this.#stage(node.stage).epoch - this.#stage(command.stage).epoch;
    if (ahead === 0 && !this.#has('change id in fence')) return undefined;
    return ahead >= 0 ? { state: 'stale', stage: node.stage } : { state: 'behind' };
  }

  #install(node: NodeState, stage: number, replacing: number | undefined): Outcome {
    if (node.stage === stage) return { node, reply: { state: 'installed' } };
    if (node.stage !== undefined) {
      const ahead = this.#stage(node.stage).epoch - this.#stage(stage).epoch;
      if (ahead > 0) return { node, reply: { state: 'stale', stage: node.stage } };
      if (ahead === 0) {
        const isSplit = this.#has('change id in fence');
        return {
          node,
          reply: isSplit ? { state: 'split', stage: node.stage } : { state: 'installed' },
        };
      }
    }
    if (replacing !== undefined && replacing !== node.stage) {
      return { node, reply: { state: 'behind' } };
    }
    return { node: { ...node, stage }, reply: { state: 'installed' } };
  }

  #operate(
    before: NodeState,
    { request, delivery }: { request: Request; delivery?: Delivery },
    now: number,
  ): Outcome {
    let node = before;
    if (delivery) {
      const delivered = this.#deliver(before, delivery, now);
      if (delivered.outcome === 'late') return { node: before, reply: { state: 'late' } };
      node = delivered.node;
    }
    const { record, ...rest } = node;
    if (!record) {
      const isEnded = node.tombstone && node.tombstone.secret === undefined;
      return { node, reply: isEnded ? { state: 'ended' } : { state: 'gone', at: now } };
    }
    switch (request.kind) {
      case 'end': {
        const tombstone = { until: now + this.#tombstoneLife(record, now) };
        return { node: { ...rest, tombstone }, reply: { state: 'done' } };
      }
      case 'login':
        return found(this.#login(node, record, now));
      case 'write': {
        const value = record.value | request.bit;
        const after = { ...record, value, expiresAt: now + lifeOf(record) };
        return { ...found({ ...node, record: after }), isRepeated: value === record.value };
      }
      case 'read':
        return found({ ...node, record: { ...record, expiresAt: now + lifeOf(record) } });
    }
  }

  #login(node: NodeState, record: ModelRecord, now: number): NodeState {
    const { copyUntil = now, secret } = record;
    const after = { ...record, secret: secret + 1, expiresAt: now + shortLife };
    const isNeeded = copyUntil > now && this.#has('login refuses older copies');
    if (!isNeeded || node.tombstone) return { ...node, record: after };
    const named = this.#has('tombstone names the secret') ? { secret } : {};
    return { ...node, record: after, tombstone: { until: copyUntil, ...named } };
  }

  #tombstoneLife(record: ModelRecord, now: number): number {
    if (!this.#has('tombstone outlives copy')) return tombstoneLife;
    const copyUntil = this.#has('tombstone by the copy') ? record.copyUntil : record.expiresAt;
    return Math.max(tombstoneLife, (copyUntil ?? now) - now);
  }

  #create(node: NodeState, now: number): Outcome {
    if (node.tombstone) return { node, reply: { state: 'ended' } };
    const record = node.record ?? { value: 0, secret: 0, expiresAt: now + recordLife };
    return { node: { ...node, record }, reply: { state: 'created' } };
  }

  #export({ record, tombstone }: NodeState, now: number): Reply {
    if (!record) {
      const isEnded = tombstone && tombstone.secret === undefined;
      return { state: 'exported', outcome: { state: isEnded ? 'ended' : 'absent' } };
    }
    const copy = {
      id: this.#course.recordId,
      userId: undefined,
      fields: ['value', `${record.value}`, 'secret', `${record.secret}`],
      ttlMs: record.expiresAt - now,
    };
    return { state: 'exported', outcome: { state: 'copied', copy } };
  }

  #deliver(
    node: NodeState,
    { copy, missedAt }: Delivery,
    now: number,
  ): { node: NodeState; outcome: 'imported' | 'present' | 'ended' | 'late' } {
    if (this.#has('deadline') && now > missedAt + deliveryTime) return { node, outcome: 'late' };
    const [, value, , secret] = copy.fields.map(Number);
    const { tombstone, ...rest } = node;
    if (tombstone && this.#has('tombstone refuses import')) {
      const isMeant = tombstone.secret === undefined || tombstone.secret === secret;
      if (isMeant) return { node, outcome: 'ended' };
    }
    if (node.record && this.#has('import if absent')) return { node, outcome: 'present' };
    const until = now + copy.ttlMs;
    const record = { value: value ?? 0, secret: secret ?? 0, expiresAt: until, copyUntil: until };
    // A tombstone that is there is of an earlier move.
    return { node: { ...rest, record }, outcome: 'imported' };
  }
}

/** From one use to the next. */
function lifeOf({ secret }: ModelRecord): number {
  return secret === 0 ? recordLife : shortLife;
}

function found(node: NodeState): Outcome {
  return { node, reply: { state: 'found', value: node.record?.value ?? 0 } };
}

/** A node when time has passed: what is over is not there any more. */
export function atTime(node: NodeState, now: number): NodeState {
  const { stage, record, tombstone } = node;
  return {
    ...(stage !== undefined && { stage }),
    ...(record && record.expiresAt > now && { record: withoutPast(record, now) }),
    ...(tombstone && tombstone.until > now && { tombstone }),
  };
}

function withoutPast(record: ModelRecord, now: number): ModelRecord {
  if (record.copyUntil === undefined || record.copyUntil > now) return record;
  const { value, secret, expiresAt } = record;
  return { value, secret, expiresAt };
}
