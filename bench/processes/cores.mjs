import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;

/** The core of the gateway that is measured; it has it for itself. */
export const GATEWAY_CORE = 0;

/** The core of the load generator and of Redis. */
export const LOAD_CORE = 1;

/** Whether processes are held on their cores: not on a machine with one core or without `taskset`. */
export const pinned = canPin;

/** @returns The command and its arguments, to be run on that core where the machine can do that. */
export function onCore(core, command, args) {
  return canPin
    ? { command: 'taskset', args: ['-c', String(core), command, ...args] }
    : { command, args };
}
