import type { ChaosFault, FaultRow } from './chaos-fault.ts';
import { clockJump, gatewayKilled, gatewayStopped } from './faults/gateway-troubles.ts';
import {
  connectionsCut,
  networkSlow,
  repliesCut,
  repliesHalved,
  repliesLost,
} from './faults/network-troubles.ts';
import { nodeEmptied, nodeKilled, nodeOutdated } from './faults/node-deaths.ts';
import {
  masterAhead,
  masterKilled,
  masterStopped,
  sentinelKilled,
} from './faults/master-troubles.ts';
import { diskFull, madeReplica, memoryFull, nodeStopped } from './faults/node-troubles.ts';
import type { SentinelBed } from './sentinel-bed.ts';

/** Everything that the suite breaks, in the order of the table. */
export const faults: readonly ChaosFault[] = [
  nodeKilled,
  nodeEmptied,
  nodeOutdated,
  nodeStopped,
  diskFull,
  memoryFull,
  madeReplica,
  networkSlow,
  connectionsCut,
  repliesCut,
  repliesLost,
  repliesHalved,
  gatewayKilled,
  gatewayStopped,
  clockJump,
];

/** What can go wrong only with a master behind Sentinels, in the order of its table. */
export const sentinelFaults: readonly ChaosFault<SentinelBed>[] = [
  masterKilled,
  masterAhead,
  masterStopped,
  sentinelKilled,
];

/** Everything that the suite breaks on a bed of masters behind Sentinels. */
export const faultsBehindSentinels: readonly ChaosFault<SentinelBed>[] = [
  ...sentinelFaults,
  gatewayKilled,
  gatewayStopped,
];

/** The fault of a name. @throws {RangeError} */
export function faultNamed(name: string): ChaosFault {
  const fault = faults.find((each) => each.name === name);
  if (!fault) throw new RangeError(`There is no fault ${name}`);
  return fault;
}

/** A table of README.md. */
export interface FaultTable {
  /** The head of its first column. */
  readonly when: string;
  readonly rows: readonly FaultRow[];
}

/** The tables, by what the nodes of the bed are. */
export const faultTables = {
  redis: { when: 'when', rows: faults },
  sentinel: { when: 'behind Sentinels, when', rows: sentinelFaults },
} as const satisfies Readonly<Record<string, FaultTable>>;

/** What happens when, in Markdown. */
export function faultTable({ when, rows }: FaultTable): string {
  const lines = rows.map(({ event, userSees, lost }) => `| ${event} | ${userSees} | ${lost} |`);
  return [`| ${when} | users see | lost is |`, '| --- | --- | --- |', ...lines].join('\n');
}
