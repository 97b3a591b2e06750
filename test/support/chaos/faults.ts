import type { ChaosFault } from './chaos-fault.ts';
import { clockJump, gatewayKilled, gatewayStopped } from './faults/gateway-troubles.ts';
import {
  connectionsCut,
  networkSlow,
  repliesCut,
  repliesHalved,
  repliesLost,
} from './faults/network-troubles.ts';
import { nodeEmptied, nodeKilled, nodeOutdated } from './faults/node-deaths.ts';
import { diskFull, madeReplica, memoryFull, nodeStopped } from './faults/node-troubles.ts';

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

/** The fault of a name. @throws {RangeError} */
export function faultNamed(name: string): ChaosFault {
  const fault = faults.find((each) => each.name === name);
  if (!fault) throw new RangeError(`There is no fault ${name}`);
  return fault;
}

/** What happens when: the table of README.md. */
export function faultTable(): string {
  const rows = faults.map(({ event, userSees, lost }) => `| ${event} | ${userSees} | ${lost} |`);
  return ['| when | users see | lost is |', '| --- | --- | --- |', ...rows].join('\n');
}
