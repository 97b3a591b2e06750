import type { ExportOutcome, RecordMoves } from '../../record-moves.ts';
import { keysOf } from '../record-step.ts';
import { decodeExport } from '../redis-record-moves.ts';
import type { ClusterCommands } from './cluster-commands.ts';

/** A cluster moves its records itself, so what would move them rejects; they are read and counted as anywhere. */
export class ClusterRecordMoves implements RecordMoves {
  readonly #nodeId: string;
  readonly #commands: ClusterCommands;

  constructor(nodeId: string, commands: ClusterCommands) {
    this.#nodeId = nodeId;
    this.#commands = commands;
  }

  exportRecord(id: string): Promise<ExportOutcome> {
    return this.#commands.run('export', keysOf(id), [], (reply) => decodeExport(id, reply));
  }

  importRecord(): Promise<never> {
    return this.#movesItself();
  }

  removeRecord(): Promise<never> {
    return this.#movesItself();
  }

  scanIds(): Promise<never> {
    return this.#movesItself();
  }

  async countKeys(): Promise<number> {
    const counts = await this.#commands.askAll((client) => client.dbsize(), 'dbsize');
    return counts.reduce((total, count) => total + count, 0);
  }

  time(): Promise<never> {
    return this.#movesItself();
  }

  #movesItself(): Promise<never> {
    return Promise.reject(
      new Error(`the node ${this.#nodeId} is a Redis Cluster: it moves its records itself`),
    );
  }
}
