import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { TestEnvironment } from 'jest-environment-node';

const run = promisify(execFile);

/** A process that was told to end takes a moment. */
const endingMs = 1_000;
const pollMs = 20;

/**
 * Node's, and a file that leaves a process running fails: such a process would slow what comes after it, and keep the run
 * from ending at all. Jest loads environments by their default export.
 */
export default class EnvironmentWithoutLeftProcesses extends TestEnvironment {
  async teardown() {
    await super.teardown();
    const limit = performance.now() + endingMs;
    while (hasChildren() && performance.now() < limit) await setTimeout(pollMs);
    if (!hasChildren()) return;
    const left = await descendants(process.pid);
    for (const { pid } of left) endAtOnce(pid);
    const list = left.map(({ pid, command }) => `${pid} ${command}`).join('\n');
    throw new Error(`Processes were left running, and were ended now:\n${list}`);
  }
}

function hasChildren() {
  return process.getActiveResourcesInfo().includes('ProcessWrap');
}

/** What a process has started, and what that has started. */
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
