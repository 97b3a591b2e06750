import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { LOAD_GENERATOR } from '../load/load.mjs';
import { pinned } from '../processes/cores.mjs';

const MEASURED = [
  '@apollo/server',
  '@as-integrations/express5',
  '@as-integrations/fastify',
  '@fastify/session',
  'connect-redis',
  'consistent-hash',
  'express',
  'express-session',
  'fastify',
  'graphql',
  'hashring',
  'ketama',
  'mercurius',
  'redis',
];

/**
 * What results depend on: call it before anything is measured, since the machine's load is of that moment.
 *
 * @returns `date`, `commit` (with `+` when files had changed since), `machine`, `load` (1 minute), and `versions`.
 */
export function describeMachine() {
  return {
    date: new Date().toISOString(),
    commit: commit(),
    machine: `${cpus().length} x ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB, ${type()} ${release()}`,
    cores: pinned
      ? 'gateway on core 0; load generator and Redis on core 1'
      : 'processes not held on cores',
    load: loadavg()[0],
    versions: {
      node: process.version,
      'redis-server': printed('redis-server', ['--version'])?.match(/v=(\S+)/)?.[1] ?? 'unknown',
      'load generator': LOAD_GENERATOR,
      ...Object.fromEntries(MEASURED.map((name) => [name, installedVersion(name)])),
    },
  };
}

/** @returns The same as Markdown. */
export function machineLines({ date, commit, machine, cores, load, versions }) {
  return [
    `${date}, commit ${commit}. ${machine}; ${cores}; load average before: ${load.toFixed(2)}.`,
    '',
    `${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
  ];
}

function commit() {
  const hash = printed('git', ['rev-parse', '--short', 'HEAD']);
  if (hash === undefined) return 'unknown';
  const changed = printed('git', ['status', '--porcelain', '--untracked-files=no', '--', '../src']);
  return changed ? `${hash}+` : hash;
}

function printed(command, args) {
  try {
    const cwd = new URL('../', import.meta.url);
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

function installedVersion(name) {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}
