import type { Checked, Finding } from './finding.ts';
import type { NodeConfig } from './gateway-config.ts';
import type { OptionValues } from './option-table.ts';

/** How many processes serve the port; more than one must share the nodes and the keys of the cookie. */
export function workersConfig(
  { workers, cookieKeys }: OptionValues,
  nodes: readonly NodeConfig[],
): Checked<number> {
  const findings: Finding[] = [];
  if (workers > 1 && nodes.some(({ kind }) => kind === 'memory')) {
    findings.push({
      level: 'fault',
      options: ['workers', 'nodes'],
      text: 'must be 1 while sessions are kept in the process: each worker would have its own. Name Redis nodes in RINGGATE_NODES',
    });
  }
  if (workers > 1 && cookieKeys === undefined) {
    findings.push({
      level: 'fault',
      options: ['workers', 'cookieKeys'],
      text: 'must be 1 while the key of the cookie is random: no worker would know the cookies of another. Set RINGGATE_COOKIE_KEYS',
    });
  }
  return { part: workers, findings };
}
