import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Redis } from 'ioredis';
import { RedisServer } from '../../redis-server.ts';
import { waitFor } from '../../wait-for.ts';
import { allUnavailable, type ChaosFault } from '../chaos-fault.ts';
import { standsStill } from '../stands-still.ts';

const run = promisify(execFile);

/** SIGSTOP and SIGCONT of a node. */
export const nodeStopped: ChaosFault = {
  name: 'node-stopped',
  reach: 'node',
  event: 'a node hangs, and goes on',
  userSees: "its sessions are unavailable, and so are the lists of every user's sessions",
  lost: "nothing; a login that met it may add a session too many to the user's list",
  sees: allUnavailable,
  inject: async ({ bed }, { node }) => {
    const server = bed.server(node);
    server.pause();
    await standsStill(server.pid);
    return {
      heal: () => {
        server.resume();
        return Promise.resolve();
      },
    };
  },
};

/** A disk that takes no more bytes: Redis cannot append to its AOF, and refuses writes. */
export const diskFull: ChaosFault = {
  name: 'disk-full',
  reach: 'node',
  event: 'the disk of a node is full (`MISCONF`)',
  userSees: 'its sessions are read and listed; their writes and logouts are unavailable',
  lost: 'nothing; what was unavailable was not done',
  sees: { reads: 'answered', writes: 'unavailable', endings: 'unavailable', lists: 'answered' },
  refusesForCertain: true,
  inject: async ({ bed }, { node }) => {
    const client = bed.client(node);
    // With `always` Redis would end itself.
    await client.config('SET', 'appendfsync', 'everysec');
    await limitFiles(bed.server(node), '1:');
    // A write has to find out, this one where no other has; the first one is still answered.
    await client.set('found:out', '', 'PX', 60_000).catch(() => undefined);
    await waitFor('appending has failed', async () => !(await appends(client)));
    return {
      heal: async () => {
        await limitFiles(bed.server(node), 'unlimited:');
        await waitFor('appending works again', () => appends(client));
        await client.config('SET', 'appendfsync', 'always');
      },
    };
  },
};

/** A node at its maxmemory. */
export const memoryFull: ChaosFault = {
  name: 'memory-full',
  reach: 'node',
  event: 'a node is full (`OOM` at `maxmemory`)',
  userSees: 'its sessions are read, listed and logged out; their writes are unavailable',
  lost: 'nothing; what was unavailable was not done',
  sees: { reads: 'answered', writes: 'unavailable', endings: 'answered', lists: 'answered' },
  refusesForCertain: true,
  inject: async ({ bed }, { node }) => {
    const client = bed.client(node);
    await client.config('SET', 'maxmemory', '1mb');
    return {
      heal: async () => {
        await client.config('SET', 'maxmemory', '0');
      },
    };
  },
};

/** A planned failover to another server that no gateway knows, and back. */
export const madeReplica: ChaosFault = {
  name: 'made-replica',
  reach: 'node',
  event: 'a node is made a replica (`READONLY`), and master again',
  userSees:
    'its sessions are read and listed, with short gaps; their writes and logouts are unavailable',
  lost: 'nothing; what was unavailable was not done',
  // A gateway that was refused leaves the connection, since behind the same address there may be a new master.
  sees: { reads: 'gaps', writes: 'unavailable', endings: 'unavailable', lists: 'gaps' },
  refusesForCertain: true,
  inject: async ({ bed }, { node }) => {
    const server = bed.server(node);
    const other = await RedisServer.start({ args: ['--repl-diskless-sync-delay', '0'] });
    try {
      await other.ask(async (client) => {
        await client.replicaof('127.0.0.1', server.port);
        await waitFor('it follows', async () => await follows(client));
      });
      await handOver(server, other);
    } catch (error) {
      await other.stop();
      throw error;
    }
    return {
      heal: async () => {
        await handOver(other, server);
        await other.stop();
      },
    };
  },
};

/** Nothing that was acknowledged is lost: the replica has it all before it takes over. */
async function handOver(from: RedisServer, to: RedisServer): Promise<void> {
  await from.ask(async (client) => {
    await waitFor('the replica is known', async () =>
      (await client.info('replication')).includes(`port=${to.port},state=online`),
    );
    await client.call('FAILOVER', 'TO', '127.0.0.1', String(to.port));
    await waitFor('it follows the other', () => follows(client));
  });
}

async function follows(client: Redis): Promise<boolean> {
  return (await client.info('replication')).includes('master_link_status:up');
}

async function appends(client: Redis): Promise<boolean> {
  return (await client.info('persistence')).includes('aof_last_write_status:ok');
}

async function limitFiles({ pid }: RedisServer, limit: string): Promise<void> {
  await run('prlimit', ['--pid', String(pid), `--fsize=${limit}`]);
}
