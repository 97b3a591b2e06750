import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.mjs';
import { GATEWAY_CORE, onCore } from './cores.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The built gateway; its file is the `ringgate` command too. */
export const GATEWAY = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const peer = (name) => fileURLToPath(new URL(`../peers/${name}.mjs`, import.meta.url));

/** Redis servers that {@link SERVERS} need at most. */
export const MOST_NODES = 12;

/**
 * The processes that are measured. Each has a data base of its own on the servers that they share.
 *
 * `redisServers`: how many it needs; `launch`: file and environment from the servers' ports and the benchmark's users.
 */
export const SERVERS = {
  express: onOneRedis('express', 0),
  fastify: onOneRedis('fastify', 1),
  mercurius: onOneRedis('mercurius', 2),
  'express-tuned': onOneRedis('express', 3, { PEER_TUNED: '1' }),
  'fastify-tuned': onOneRedis('fastify', 4, { PEER_TUNED: '1' }),
  'mercurius-tuned': onOneRedis('mercurius', 5, { PEER_TUNED: '1' }),
  'ringgate-1': ringgateOnRedis(1, 6),
  'ringgate-3': ringgateOnRedis(3, 7),
  'ringgate-12': ringgateOnRedis(MOST_NODES, 8),
  'ringgate-memory': {
    redisServers: 0,
    launch: (_ports, work) => ringgate('memory:?id=a memory:?id=b memory:?id=c', work),
  },
  bare: { redisServers: 0, launch: () => ({ file: peer('bare-apollo'), env: {} }) },
};

/**
 * Starts one of {@link SERVERS} in production mode on the gateway's core.
 *
 * @param options `env`: wins over what the server has by itself; `file`: run in place of its own, as a gateway of another
 *   revision; `nodeFlags` for the profiler.
 * @returns Its GraphQL address, its pid, and `stop`.
 */
export async function startServer(name, { ports, work, running, env = {}, file, nodeFlags = [] }) {
  const own = SERVERS[name].launch(ports, work);
  const program = file ?? own.file;
  const args = [...nodeFlags, program];
  const child = await startChild(onCore(GATEWAY_CORE, process.execPath, args), {
    cwd: ROOT,
    env: {
      NODE_ENV: 'production',
      BENCH_PASSWORD: work.password,
      ...(hasAdminListener(program) && { RINGGATE_ADMIN_PORT: 'off' }),
      ...own.env,
      ...env,
    },
    ready: /http:\/\/[\w.:[\]]+\/graphql/,
  });
  running.add(child.stop);
  return { name, url: new URL(child.match[0]), pid: child.pid, stop: child.stop };
}

/** Whether a program is a gateway that would listen for operators, too: several on one machine need ports of their own. */
function hasAdminListener(program) {
  return existsSync(join(dirname(program), 'config', 'admin-config.js'));
}

function onOneRedis(file, database, env = {}) {
  return {
    redisServers: 1,
    launch: (ports) => ({
      file: peer(file),
      env: { REDIS_URL: `redis://127.0.0.1:${ports[0]}/${database}`, ...env },
    }),
  };
}

function ringgateOnRedis(count, database) {
  return {
    redisServers: count,
    launch: (ports, work) =>
      ringgate(
        ports
          .slice(0, count)
          .map((port, index) => `redis://127.0.0.1:${port}/${database}?id=n${index + 1}`)
          .join(' '),
        work,
      ),
  };
}

function ringgate(nodes, work) {
  return {
    file: GATEWAY,
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      RINGGATE_NODES: nodes,
      RINGGATE_USERS_FILE: work.usersFile,
      RINGGATE_COOKIE_KEYS: randomBytes(32).toString('base64url'),
    },
  };
}
