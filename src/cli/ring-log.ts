import type { NodeLog, NodeLogFields } from '../store/node-log.ts';

/** Warnings and errors of nodes as lines for people; what is merely worth knowing is left out. */
export function ringLog(tell: (line: string) => void): NodeLog {
  const told =
    (level: string) =>
    ({ node, ...more }: NodeLogFields, message: string): void => {
      const details = [more.sentinel, more.reason].filter((detail) => detail !== undefined);
      const suffix = details.length === 0 ? '' : ` (${details.join(', ')})`;
      tell(`${level}: node ${node}: ${message}${suffix}\n`);
    };
  return { info: () => undefined, warn: told('warning'), error: told('error') };
}
