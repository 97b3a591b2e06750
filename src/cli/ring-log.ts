import type { NodeLog, NodeLogFields } from '../store/node-log.ts';

/** Warnings and errors of nodes as lines for people; what is merely worth knowing is left out. */
export function ringLog(tell: (line: string) => void): NodeLog {
  const told =
    (level: string) =>
    ({ node, reason }: NodeLogFields, message: string): void => {
      tell(`${level}: node ${node}: ${message}${reason === undefined ? '' : ` (${reason})`}\n`);
    };
  return { info: () => undefined, warn: told('warning'), error: told('error') };
}
