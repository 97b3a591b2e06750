import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { TestEnvironment } from 'jest-environment-node';

const run = promisify(execFile);

/** A process that was told to end takes a moment, on a busy machine a longer one. */
const endingMs = 5_000;
const pollMs = 20;

/**
 * Node's, and a file that leaves a process running fails: such a process would slow what comes after it, and keep the run
 * from ending where it holds its output. Jest loads environments by their default export.
 */
export default class EnvironmentWithoutLeftProcesses extends TestEnvironment {
  async handleTestEvent(event, state) {
    if (event.name !== 'run_finish') return;
    const left = await endLeft();
    if (left.length === 0) return;
    const list = left.map(({ pid, command }) => `${pid} ${command}`).join('\n');
    state.unhandledErrors.push(
      new Error(`Processes were left running, and were ended now:\n${list}`),
    );
  }

  async teardown() {
    await super.teardown();
    // Those of a file that could not be loaded.
    await endLeft();
  }
}

/** Ends what this process has started, and what that has started. @returns What did not end by itself. */
async function endLeft() {
  const limit = performance.now() + endingMs;
  while (hasChildren() && performance.now() < limit) await setTimeout(pollMs);
  if (!hasChildren()) return [];
  const left = await descendants(process.pid);
  for (const { pid } of left) endAtOnce(pid);
  return left;
}

function hasChildren() {
  return process.getActiveResourcesInfo().includes('ProcessWrap');
}

async function descendants(root) {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const all = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const found = [];
  let parents = [root];
  while (parents.length > 0) {
    const next = all.filter(({ parent, command }) => {
      return parents.includes(parent) && !command.startsWith('ps -A ');
    });
    found.push(...next);
    parents = next.map(({ pid }) => pid);
  }
  return found;
}

function endAtOnce(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
