import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { allUnavailable, type ChaosFault } from '../chaos-fault.ts';

/** Beneath the directory of a server. */
const appendOnlyFolder = 'appendonlydir';
/** How old the data is that a node comes back with, in use. */
const ageMs = 400;

/** kill -9 of a node, which comes back with its data. */
export const nodeKilled: ChaosFault = {
  name: 'node-killed',
  reach: 'node',
  event: 'a node dies, and comes back with its data',
  userSees: "its sessions are unavailable, and so are the lists of every user's sessions",
  lost: 'what Redis had not written to its disk; with `appendfsync always`, nothing',
  sees: allUnavailable,
  inject: async ({ bed }, { node }) => {
    const server = bed.server(node);
    await server.kill();
    return { heal: () => server.restart() };
  },
};

/** kill -9 of a node, which comes back without its data. */
export const nodeEmptied: ChaosFault = {
  name: 'node-emptied',
  reach: 'node',
  event: 'a node dies, and comes back empty',
  userSees: 'the same; then the users of its sessions are signed out',
  lost: 'all sessions of that node, and no other',
  sees: allUnavailable,
  isForgetful: true,
  inject: async ({ bed }, { node }) => {
    const server = bed.server(node);
    await server.kill();
    const killedAt = performance.now();
    await rm(join(server.directory, appendOnlyFolder), { recursive: true, force: true });
    return { heal: () => server.restart(), loss: { node, killedAt } };
  },
};

/** kill -9 of a node, which comes back with its data as it was some time before. */
export const nodeOutdated: ChaosFault = {
  name: 'node-outdated',
  reach: 'node',
  event: 'a node dies, and comes back with old data',
  userSees: 'the same; then its sessions are as they were in that data',
  lost: 'what was done to its sessions since: one that was logged out may be there again',
  sees: allUnavailable,
  isForgetful: true,
  inject: async ({ bed }, { node }) => {
    const server = bed.server(node);
    const data = join(server.directory, appendOnlyFolder);
    const backup = await mkdtemp(join(tmpdir(), 'ringgate-backup-'));
    const startedAt = performance.now();
    await cp(data, backup, { recursive: true });
    const endedAt = performance.now();
    await setTimeout(ageMs);
    await server.kill();
    const killedAt = performance.now();
    await rm(data, { recursive: true });
    await cp(backup, data, { recursive: true });
    await rm(backup, { recursive: true });
    return {
      heal: () => server.restart(),
      loss: { node, killedAt, copied: { startedAt, endedAt } },
    };
  },
};
