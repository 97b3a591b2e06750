import { spawn } from 'node:child_process';

const READY_WITHIN_MS = 20_000;
const STOPPED_WITHIN_MS = 10_000;
const KEPT_OUTPUT_BYTES = 8_192;

/**
 * Starts a process and waits for the line that says that it is ready.
 *
 * @param command As `onCore` answers it.
 * @param options `env`: its whole environment; `ready`: what the line matches.
 * @returns The match, its pid, and `stop`, which ends it by SIGTERM, after 10 s by SIGKILL.
 */
export async function startChild({ command, args }, { env = {}, ready, cwd }) {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const match = await readyLine(child, ready, [command, ...args].join(' ')).catch(async (error) => {
    child.kill('SIGKILL');
    throw error;
  });
  // What it prints later is not kept, but must be read: a full pipe would block it.
  child.stdout.resume();
  child.stderr.resume();
  return { match, pid: child.pid, stop: () => stop(child, exited) };
}

function readyLine(child, ready, title) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why) =>
      finish(() => reject(new Error(`${title}\n${why}; it printed:\n${output}`)));
    const onData = (chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT_BYTES);
      const match = ready.exec(output);
      if (match) finish(() => resolve(match));
    };
    const onExit = (code, signal) => fail(`ended with ${signal ?? code} before it was ready`);
    const timer = setTimeout(() => fail(`not ready within ${READY_WITHIN_MS} ms`), READY_WITHIN_MS);
    const finish = (settle) => {
      clearTimeout(timer);
      child.stdout.off('data', onData);
      child.stderr.off('data', onData);
      child.off('exit', onExit);
      settle();
    };
    child.once('error', (error) => fail(error.message));
    child.once('exit', onExit);
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
  });
}

async function stop(child, exited) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await exited;
  clearTimeout(timer);
}
