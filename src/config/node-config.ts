import type { Checked, Finding } from './finding.ts';
import type { NodeConfig } from './gateway-config.ts';
import type { NodeUrl } from './node-url.ts';
import type { OptionValues } from './option-table.ts';

const embeddedNodeCount = 3;
/** Beyond this ratio the ring can't be tuned to the weights (docs/design.md, the ring). */
const widestWeightRatio = 1_000;

/** The nodes of the ring; three in the process where none was named. */
export function nodeConfigs(
  { nodes: urls }: OptionValues,
  production: boolean,
): Checked<readonly NodeConfig[]> {
  if (urls === undefined) return { part: embeddedNodes(), findings: [unnamed(production)] };
  const nodes = urls.map((node, index) => ({ ...node, id: node.id ?? defaultId(node, index) }));
  return {
    part: nodes.map(({ id, weight, kind, url }) => ({ id, weight, kind, url })),
    findings: [
      ...repeated(nodes.map((node) => node.id)).map((id) =>
        nodeFault(`must give every node an id of its own: ${id} is there twice`),
      ),
      ...sharedDatabases(nodes).map((database) =>
        nodeFault(`must name every database once: ${database} is there twice`),
      ),
      ...weightFindings(nodes),
      ...kindFindings(nodes, production),
      ...(production ? missingIds(urls) : []),
    ],
  };
}

function embeddedNodes(): NodeConfig[] {
  return Array.from({ length: embeddedNodeCount }, (_, index) => ({
    id: `memory-${index + 1}`,
    weight: 1,
    kind: 'memory',
    url: undefined,
  }));
}

function unnamed(production: boolean): Finding {
  return production
    ? nodeFault('must name the nodes in production, as in redis://host:6379/0?id=a&weight=1')
    : nodeWarning('is not set: sessions are kept in this process and end with it.');
}

function defaultId(node: NodeUrl, index: number): string {
  return node.kind === 'memory' ? `memory-${index + 1}` : node.place;
}

function* weightFindings(nodes: readonly NodeConfig[]): Generator<Finding> {
  const weights = nodes.map((node) => node.weight);
  if (Math.max(...weights) / Math.min(...weights) > widestWeightRatio) {
    yield nodeFault(`must have weights within 1:${widestWeightRatio} of each other`);
  }
}

function* kindFindings(nodes: readonly NodeConfig[], production: boolean): Generator<Finding> {
  const inProcess = nodes.filter((node) => node.kind === 'memory').length;
  if (inProcess > 0 && inProcess < nodes.length) {
    yield nodeFault(
      'must not mix nodes in the process (memory:) with Redis: their sessions end with the process',
    );
  }
  if (nodes.length > 1 && nodes.some(({ kind }) => kind.endsWith('+cluster'))) {
    yield nodeFault(
      'must name a Redis Cluster alone: it places sessions by its own slots, so the ring has nothing to place beside it. Name the cluster and no other node, or nodes that are no cluster',
    );
  }
  if (inProcess > 0 && inProcess === nodes.length && production) {
    yield nodeWarning(
      'names nodes in the process: sessions end with it, and no other gateway knows them.',
    );
  }
}

function* missingIds(urls: readonly NodeUrl[]): Generator<Finding> {
  for (const [index, url] of urls.entries()) {
    // Names of masters, and of the one cluster, stay when machines move.
    if (url.id !== undefined || /\+(?:sentinel|cluster)$/.test(url.kind)) continue;
    yield nodeWarning(
      `gives no id to node ${index + 1}: it is called ${defaultId(url, index)}, so its sessions would be lost with its address. Add ?id=.`,
    );
  }
}

/** One for each node that is there again: a Sentinel that two lists share knows one master by a name. */
function sharedDatabases(nodes: readonly NodeUrl[]): string[] {
  return nodes.flatMap(({ databases }, index) => {
    const before = nodes.slice(0, index).flatMap((node) => node.databases);
    return databases.filter((database) => before.includes(database)).slice(0, 1);
  });
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function nodeFault(text: string): Finding {
  return { level: 'fault', options: ['nodes'], text };
}

function nodeWarning(text: string): Finding {
  return { level: 'warning', options: ['nodes'], text };
}
