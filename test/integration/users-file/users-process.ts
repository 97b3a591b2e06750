import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const register = new URL('./register-typescript.js', import.meta.url).href;
const program = fileURLToPath(new URL('./users-program.ts', import.meta.url));

/** How a process ended. */
export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `ringgate users ...` as a process. @param input What it finds on its standard input. */
export async function runUsers(
  args: readonly string[],
  { input = '', env = {} }: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--import', register, program, 'users', ...args],
    { env: { PATH: process.env['PATH'], ...env }, timeout: 20_000 },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A process that failed early does not read its input.
  child.stdin.on('error', () => undefined).end(input);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { exitCode, stdout, stderr };
}
