import { ConfigError } from './config-error.ts';
import type { ReadFile } from './file-keys.ts';
import type { Checked, Finding } from './finding.ts';
import { faultsOf } from './finding-faults.ts';
import type { NodeConfig, NodeCredentials, RingConfig } from './gateway-config.ts';
import { nodeConfigs } from './node-config.ts';
import type { OptionValues } from './option-table.ts';
import { readOptions, type Environment } from './read-options.ts';

/** How the ring is kept, and how it changes. @param nodes As they are configured. */
export function ringConfig(
  values: OptionValues,
  nodes: readonly NodeConfig[],
): Checked<RingConfig> {
  return {
    part: {
      credentials: { username: values.nodeUsername, password: values.nodePassword },
      pollIntervalMs: values.ringPollIntervalMs,
      mover: values.mover,
      moverRatePerSecond: values.moverRatePerSecond,
      waitReplicas: values.waitReplicas,
      maxCommandsPerNode: values.maxCommandsPerNode,
    },
    findings: [
      ...(values.mover && nodes.some(({ kind }) => kind === 'memory') ? [idleMover] : []),
      ...waitFindings(values, nodes),
    ],
  };
}

function* waitFindings(
  { waitReplicas }: OptionValues,
  nodes: readonly NodeConfig[],
): Generator<Finding> {
  if (waitReplicas === 0 || nodes.every(({ kind }) => !unreplicated.includes(kind))) return;
  yield {
    level: 'fault',
    options: ['waitReplicas', 'nodes'],
    text: 'must be 0 with memory nodes, which have no replicas, and with a Redis Cluster, whose replicas are not waited for (min-replicas-to-write on its masters does something like it)',
  };
}

const unreplicated: readonly NodeConfig['kind'][] = ['memory', 'redis+cluster', 'rediss+cluster'];

const idleMover: Finding = {
  level: 'warning',
  options: ['mover', 'nodes'],
  text: 'is on, but the nodes are in this process: their ring never changes, so there is nothing to move.',
};

/** What it takes to look at a ring, and to change it. */
export interface RingAccess {
  /** Where the ring is looked for. */
  readonly nodes: readonly NodeConfig[];
  /** For nodes whose URL holds none. */
  readonly credentials: NodeCredentials;
  /** Records a second. */
  readonly moverRatePerSecond: number;
  /** Replicas that must have a record before it counts as moved. */
  readonly waitReplicas: number;
}

const ringOptions = [
  'nodes',
  'nodeUsername',
  'nodePassword',
  'moverRatePerSecond',
  'waitReplicas',
] as const;

/**
 * Reads what concerns the ring and nothing else: an operator's machine has no cookie keys and no users.
 *
 * @param env As of {@link parseConfig}, and so is `readFile`.
 * @throws ConfigError for options of the ring that are wrong, and where no node is named.
 */
export function parseRingConfig(env: Environment, readFile: ReadFile): RingAccess {
  const reading = readOptions(env, readFile);
  const { values } = reading;
  if (ringOptions.some((name) => reading.faulty.has(name))) throw new ConfigError(reading.faults);
  const nodes = nodeConfigs(values, false);
  const unusable = values.nodes === undefined ? [unset] : unreachable(nodes.part);
  const faults = faultsOf([...nodes.findings, ...unusable], reading);
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    nodes: nodes.part,
    credentials: { username: values.nodeUsername, password: values.nodePassword },
    moverRatePerSecond: values.moverRatePerSecond,
    waitReplicas: values.waitReplicas,
  };
}

const unset: Finding = {
  level: 'fault',
  options: ['nodes'],
  text: 'is not set: it must name Redis nodes of the ring, as the gateways have it, as in redis://host:6379/0?id=a',
};

function unreachable(nodes: readonly NodeConfig[]): Finding[] {
  if (nodes.every(({ kind }) => kind !== 'memory')) return [];
  return [
    {
      level: 'fault',
      options: ['nodes'],
      text: 'must name Redis nodes, as in redis://host:6379/0?id=a: a ring in the process of a gateway cannot be seen or changed from outside',
    },
  ];
}
