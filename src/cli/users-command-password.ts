import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { maxPasswordBytes, normalizePassword } from '../login/password-text.ts';
import { UsersCommandError } from './users-command-error.ts';
import type { UsersCommandIo } from './users-command-io.ts';

const advisedLength = 8;
const maxInputBytes = 64 * 1024;

/**
 * Gets a new password: asked for twice without echo, or the first line of the standard input. Never an argument, which
 * every user of the machine could see. Waits for as long as the person takes: Ctrl-C ends it.
 *
 * @returns The password's argon2id hash.
 * @throws {UsersCommandError} When there is none, or it can be no password.
 */
export async function newPasswordHash(io: UsersCommandIo, fromStdin: boolean): Promise<string> {
  const password = normalizePassword(fromStdin ? await firstLine(io.stdin) : await ask(io));
  if (password === undefined) {
    throw new UsersCommandError(`a password has 1 to ${maxPasswordBytes} bytes of UTF-8`);
  }
  if (password.length < advisedLength) {
    io.stderr.write(
      `warning: a password of fewer than ${advisedLength} characters is easily guessed (OWASP ASVS 5.0, 6.2.1)\n`,
    );
  }
  return io.hasher.hash(password);
}

async function firstLine(stdin: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const data = Buffer.from(chunk);
    const end = data.indexOf('\n');
    chunks.push(end < 0 ? data : data.subarray(0, end));
    bytes += data.length;
    if (end >= 0 || bytes > maxInputBytes) break;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true })
      .decode(Buffer.concat(chunks))
      .replace(/\r$/, '');
  } catch (cause) {
    throw new UsersCommandError('the password on the standard input is not UTF-8', { cause });
  }
}

async function ask(io: UsersCommandIo): Promise<string> {
  if (io.stdin.isTTY !== true) {
    throw new UsersCommandError(
      'the standard input is no terminal to ask for a password; pass it there with --stdin',
    );
  }
  const [password, again] = await askHidden(io, ['Password: ', 'Once more: ']);
  if (password === undefined || password !== again) {
    throw new UsersCommandError('the two passwords differ; nothing was changed');
  }
  return password;
}

/** Reads lines from a terminal without showing them: readline edits them, and what it would draw goes nowhere. */
function askHidden(
  { stdin, stderr }: UsersCommandIo,
  questions: readonly string[],
): Promise<readonly string[]> {
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  return new Promise((resolve, reject) => {
    const answers: string[] = [];
    lines.on('line', (line) => {
      answers.push(line);
      stderr.write(`\n${questions[answers.length] ?? ''}`);
      if (answers.length < questions.length) return;
      resolve(answers);
      lines.close();
    });
    // Ctrl-C and Ctrl-D; after the last answer it changes nothing.
    lines.once('close', () => {
      reject(new UsersCommandError('no password was given; nothing was changed'));
    });
    stderr.write(questions[0] ?? '');
  });
}
