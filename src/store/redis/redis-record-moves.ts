import type {
  Delivery,
  ExportOutcome,
  IdPage,
  ImportOutcome,
  RecordMoves,
} from '../record-moves.ts';
import { decodeLogin, recordKey, userIndexKey } from './record-codec.ts';
import { keysOf, runFenced, withDelivery, type NodeScripts } from './record-step.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RawReply } from './script-command.ts';
import { readLines, unknownReply } from './session-reply.ts';

/** A key of another program that only begins like a record's is none, and would never go away. */
const recordKeyPattern = /^s:\{([\w-]{22})\}$/;

/** What moves records to and from one server. */
export class RedisRecordMoves implements RecordMoves {
  readonly #connection: RedisConnection;
  readonly #writes: NodeScripts;

  /** @param writes For what is to be on replicas before it counts; the connection itself where nothing is. */
  constructor(connection: RedisConnection, writes: NodeScripts) {
    this.#connection = connection;
    this.#writes = writes;
  }

  exportRecord(id: string, fence: string): Promise<ExportOutcome> {
    const input = { keys: keysOf(id), args: [] };
    return runFenced(this.#connection, 'export', input, fence, (reply) => decodeExport(id, reply));
  }

  importRecord(delivery: Delivery, fence: string): Promise<ImportOutcome> {
    const input = withDelivery({ keys: keysOf(delivery.copy.id), args: [] }, delivery);
    return runFenced(this.#writes, 'delivering import', input, fence, decodeImport);
  }

  removeRecord(id: string, userId: string | undefined, fence: string): Promise<void> {
    const keys = [recordKey(id)];
    if (userId !== undefined) keys.push(userIndexKey(userId));
    return runFenced(this.#connection, 'remove', { keys, args: [id] }, fence, () => undefined);
  }

  async scanIds(cursor: string, count: number): Promise<IdPage> {
    const [next, keys] = await this.#connection.ask(
      (client) => client.scan(cursor, 'MATCH', recordKey('*'), 'COUNT', count),
      'scan',
    );
    return { cursor: next, ids: keys.flatMap((key) => recordKeyPattern.exec(key)?.[1] ?? []) };
  }

  countKeys(): Promise<number> {
    return this.#connection.ask((client) => client.dbsize(), 'dbsize');
  }

  async time(): Promise<number> {
    const [seconds, microseconds] = await this.#connection.ask((client) => client.time(), 'time');
    return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
  }
}

/** Reads the reply of `export.lua`. */
export function decodeExport(id: string, reply: RawReply): ExportOutcome {
  if (!Array.isArray(reply)) {
    const [state] = readLines(reply);
    if (state === 'ABSENT') return { state: 'absent' };
    if (state === 'ENDED') return { state: 'ended' };
    throw unknownReply(state);
  }
  const fields = reply.slice(0, -1).map(String);
  const userAt = fields.findIndex((name, place) => place % 2 === 0 && name === '$u');
  const userId = userAt === -1 ? undefined : decodeLogin(fields[userAt + 1] ?? '')?.userId;
  return { state: 'copied', copy: { id, userId, fields, ttlMs: Number(reply.at(-1)) } };
}

function decodeImport(reply: RawReply): ImportOutcome {
  const [state = ''] = readLines(reply);
  switch (state) {
    case 'IMPORTED':
      return 'imported';
    case 'PRESENT':
      return 'present';
    case 'ENDED':
      return 'ended';
    case 'LATE':
      return 'late';
    default:
      throw unknownReply(state);
  }
}
