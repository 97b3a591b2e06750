#!/usr/bin/env node
import cluster, { type Worker } from 'node:cluster';
import { readFileSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { AdminSide, OpenAdminSide, WorkersAdminOptions } from './admin-side.ts';
import { runCli } from './cli/run-cli.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import type { RingAccess } from './config/ring-config.ts';
import type { RunningGateway } from './gateway.ts';
import { demoLogin } from './login/demo-user.ts';
import type { NodeLog } from './store/node-log.ts';
import type { RingOperations } from './store/operator/ring-operations.ts';

// The composition root: the only module that reads the environment, handles signals and ends the process.

process.exitCode = await runCli(
  process.argv.slice(2),
  {
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    terminal: process.stderr.isTTY ? process.stderr : undefined,
    interruption,
  },
  { serve, openRing },
);
// One that could not start would wait for its supervisor.
if (cluster.worker !== undefined && process.exitCode !== 0) process.exit();

/** Starts the gateway, and stops it when the process is told to end. */
async function serve(config: GatewayConfig): Promise<void> {
  if (config.workers === 1) return serveAlone(config);
  return cluster.worker === undefined ? supervise(config) : serveAsWorker(config, cluster.worker);
}

async function serveAlone(config: GatewayConfig): Promise<void> {
  const stay = leaveOnSignals();
  const log = makeLog(config);
  for (const warning of config.warnings) log.warn(warning);
  // Imported here, so that the other commands do not wait for it.
  const { startGateway } = await import('./gateway.ts');
  const gateway = await startGateway(config, log);
  announce(config, gateway, log);
  stay();
  stopOnSignals(log, () => gateway.stop());
}

/** Has other processes serve, which run {@link serveAsWorker}. */
async function supervise(config: GatewayConfig): Promise<void> {
  const stay = leaveOnSignals();
  const log = makeLog(config);
  for (const warning of config.warnings) log.warn(warning);
  const [{ Supervisor }, { forkWorker }] = await Promise.all([
    import('./workers/supervisor.ts'),
    import('./workers/fork-worker.ts'),
  ]);
  const supervisor = new Supervisor({
    count: config.workers,
    fork: forkWorker,
    log,
    drainTimeoutMs: config.http.drainTimeoutMs,
    onGivenUp: (reason, exitCode) => {
      log.fatal(`the workers cannot serve: ${reason}`);
      process.exit(exitCode);
    },
  });
  process.once('exit', () => {
    supervisor.kill();
  });
  let isDraining = false;
  const workers = () =>
    Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  const opening = openAdmin(config, { workers, isDraining: () => isDraining, log });
  stay();
  stopOnSignals(log, async () => {
    isDraining = true;
    await supervisor.stop();
    await (await opening)?.close();
  });
  const admin = await opening;
  announce(config, { url: await supervisor.start(), metricsUrl: admin?.url }, log);
}

async function openAdmin(
  { admin: { listen } }: GatewayConfig,
  options: Omit<WorkersAdminOptions, 'listen'>,
): Promise<AdminSide | undefined> {
  if (listen === undefined) return undefined;
  const { openWorkersAdmin } = await import('./admin-side.ts');
  return openWorkersAdmin({ ...options, listen });
}

/** As {@link serveAlone}, but the supervisor announces and decides on the end. */
async function serveAsWorker(config: GatewayConfig, worker: Worker): Promise<void> {
  // Ctrl-C reaches every process of a terminal, and so may SIGTERM: the supervisor hears it too, and says SIGTERM.
  process.on('SIGINT', () => undefined);
  let stop = (): void => process.exit(0);
  process.on('SIGTERM', () => {
    stop();
  });
  const log = makeLog(config).child({ worker: worker.id });
  const [{ startGateway }, { attendSupervisor, tellServing }] = await Promise.all([
    import('./gateway.ts'),
    import('./workers/attend-supervisor.ts'),
  ]);
  const answerSupervisor: OpenAdminSide = async (...asked) => {
    const { answerAdminOf } = await import('./admin-side.ts');
    return answerAdminOf(worker)(...asked);
  };
  const gateway = await startGateway(config, log, answerSupervisor);
  stop = () => {
    finish(log, gateway.stop());
  };
  attendSupervisor(worker);
  tellServing(worker, gateway.url);
}

type Addresses = Pick<RunningGateway, 'url' | 'metricsUrl'>;

/** Whatever the log level: a person, or a program that started this one, waits for these lines. */
function announce({ login }: GatewayConfig, { url, metricsUrl }: Addresses, log: Logger): void {
  const announcement = log.child({}, { level: 'info' });
  if (login.demo) {
    const { username, password } = demoLogin;
    announcement.info(`demo user: log in as ${username} with the password ${password}`);
  }
  if (metricsUrl !== undefined) announcement.info(`metrics are at ${metricsUrl}`);
  announcement.info(`ringgate listens on ${url}`);
}

/**
 * SIGTERM and SIGINT end the process, since nothing is served yet that could be finished. Without a handler the first
 * process of a container would not end at all.
 *
 * @returns What ends that.
 */
function leaveOnSignals(): () => void {
  const leave = (): void => process.exit(0);
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  return () => {
    process.off('SIGTERM', leave);
    process.off('SIGINT', leave);
  };
}

/** SIGTERM and SIGINT have it stop and end the process; a second one, of either kind, ends the process at once. */
function stopOnSignals(log: Logger, stop: () => Promise<void>): void {
  const abandon = (): void => process.exit(1);
  const begin = (signal: NodeJS.Signals): void => {
    process.off('SIGTERM', begin);
    process.off('SIGINT', begin);
    process.once('SIGTERM', abandon);
    process.once('SIGINT', abandon);
    log.info(`${signal}: finishing what is under way`);
    finish(log, stop());
  };
  process.once('SIGTERM', begin);
  process.once('SIGINT', begin);
}

function finish(log: Logger, stopped: Promise<void>): void {
  stopped.then(
    () => process.exit(0),
    (error: unknown) => {
      log.fatal(error, 'the gateway did not stop cleanly');
      process.exit(1);
    },
  );
}

/** Connects to a ring from outside. Imported here, so that the other commands do not wait for the Redis client. */
async function openRing(access: RingAccess, log: NodeLog): Promise<RingOperations> {
  const { RingOperator } = await import('./store/operator/ring-operator.ts');
  return RingOperator.open(access, log);
}

/** From now on SIGTERM and SIGINT abort the signal; a second one, of either kind, ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const leave = (): void => process.exit(130);
  const stop = (): void => {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
    process.once('SIGTERM', leave);
    process.once('SIGINT', leave);
    controller.abort();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  return controller.signal;
}

/** JSON lines; on a terminal, lines for people. */
function makeLog({ logLevel: level }: GatewayConfig): Logger {
  if (!process.stdout.isTTY) return pino({ level });
  return pino({ level }, PinoPretty({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }));
}
