import type { Topology } from '../../ring/topology.ts';
import { RingError } from '../ring-error.ts';
import { newestTopology } from './newest-topology.ts';
import type { RingLog } from './ring-log.ts';

/** Tells an operator, once each, of what only a person can put right. */
export class RingComplaints {
  readonly #log: RingLog;
  readonly #told = new Set<string>();
  #foreigner: RingError | undefined;

  constructor(log: RingLog) {
    this.#log = log;
  }

  /** The first complaint of a server that belongs to another ring, or is another node of this one. */
  get foreigner(): RingError | undefined {
    return this.#foreigner;
  }

  /** Of a node that has another ring, or another change of the same epoch. */
  disagreement(ours: Topology, theirs: Topology, nodeId: string): void {
    try {
      newestTopology([
        { nodeId: 'the other nodes', topology: ours },
        { nodeId, topology: theirs },
      ]);
    } catch (error) {
      if (!(error instanceof RingError)) throw error;
      if (error.code === 'RINGS_DIFFER') this.#foreigner ??= error;
      this.#tell(nodeId, `${error.message}. Until then what ${nodeId} holds is unavailable`);
    }
  }

  /** Of a node that does not take a topology, or has something that is none. */
  failure(nodeId: string, error: unknown): void {
    if (error instanceof RingError && error.code === 'NODE_IS_ANOTHER') this.#foreigner ??= error;
    const reason = error instanceof Error ? error.message : String(error);
    this.#tell(nodeId, `the node ${nodeId} does not take part in the ring: ${reason}`);
  }

  #tell(nodeId: string, message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#log.error({ node: nodeId }, message);
  }
}
