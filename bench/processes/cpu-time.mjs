import { readFileSync } from 'node:fs';

/** Linux counts a process's CPU time in hundredths of a second, whatever its kernel's tick (USER_HZ). */
const TICK_MS = 10;

/** @returns CPU time of a process since its start, in milliseconds; undefined where there is no `/proc`. */
export function cpuTimeMs(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, may hold spaces; user and system time are the 12th and 13th after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return undefined;
  }
}
