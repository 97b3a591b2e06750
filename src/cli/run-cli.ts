import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { describeConfig } from '../config/describe-config.ts';
import type { ReadFile } from '../config/file-keys.ts';
import type { GatewayConfig, LoginConfig } from '../config/gateway-config.ts';
import { parseConfig } from '../config/parse-config.ts';
import { readOptions } from '../config/read-options.ts';
import { parseRingConfig, type RingAccess } from '../config/ring-config.ts';
import type { Environment } from '../config/read-options.ts';
import { usersFileFault } from '../config/users-file-fault.ts';
import { Argon2Hasher } from '../login/password-hasher.ts';
import { readUsers } from '../login/read-users.ts';
import { UsersFileError } from '../login/users-file-error.ts';
import type { NodeLog } from '../store/node-log.ts';
import type { RingOperations } from '../store/operator/ring-operations.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { variablesHelp } from './help-text.ts';
import { packageVersion } from './package-version.ts';
import { addRingCommand } from './ring-command.ts';
import { RingInterrupted } from './ring-interrupted.ts';
import { addUsersCommand } from './users-command.ts';

/** What the command uses of the process. */
export interface CliSurroundings {
  readonly env: Environment;
  readonly readFile: ReadFile;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** The standard error, where it is a terminal. */
  readonly terminal?: NodeJS.WriteStream | undefined;
  /** Takes over the signals that end a process: from then on they abort what is under way; a second one ends it at once. */
  readonly interruption: () => AbortSignal;
}

/** Where text goes. */
export interface TextOutput {
  write(text: string): unknown;
}

/** What the command can't do by itself. */
export interface CliActions {
  /** Starts the gateway. Settles once it accepts requests; rejects when it can't start. */
  serve(config: GatewayConfig): Promise<void>;
  /** Connects to the ring that these nodes are of. */
  openRing(access: RingAccess, log: NodeLog): Promise<RingOperations>;
}

/** 130: as shells tell of Ctrl-C. */
const exitCode = { done: 0, failed: 1, usage: 2, interrupted: 130 };

/**
 * Runs the `ringgate` command.
 *
 * @param args What follows the command's name.
 * @returns The exit code: 0 done (or, for `serve`, started), 1 failed (for `doctor`: something does not work), 2 wrong
 *   usage, 78 wrong configuration, 130 told to end before it was done.
 */
export async function runCli(
  args: readonly string[],
  surroundings: CliSurroundings,
  actions: CliActions,
): Promise<number> {
  const outcome = { code: exitCode.done };
  try {
    await program(surroundings, actions, outcome).parseAsync(args, { from: 'user' });
    return outcome.code;
  } catch (error) {
    return report(error, surroundings.stderr);
  }
}

function program(
  surroundings: CliSurroundings,
  actions: CliActions,
  outcome: { code: number },
): Command {
  const { env, readFile, stdin, stdout, stderr, terminal, interruption } = surroundings;
  const root = new Command('ringgate')
    .description("A GraphQL gateway that owns the browser's session.")
    .version(packageVersion(), '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .addHelpText('after', variablesHelp)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    });
  root
    .command('serve', { isDefault: true })
    .description('Start the gateway. This is what ringgate alone does.')
    .action(() => actions.serve(parseConfig(env, readFile)));
  root
    .command('config')
    .description('Check the configuration and print what it amounts to, secrets masked.')
    .action(async () => {
      const config = parseConfig(env, readFile);
      await checkUsers(config.login);
      stdout.write(describeConfig(config));
    });
  addDoctorCommand(root, {
    stdout,
    readConfig: () => parseConfig(env, readFile),
    onProblem: () => {
      outcome.code = exitCode.failed;
    },
  });
  addRingCommand(root, {
    stdout,
    stderr,
    terminal,
    interruption,
    readAccess: () => parseRingConfig(env, readFile),
    openRing: (access, log) => actions.openRing(access, log),
  });
  addUsersCommand(root, {
    stdin,
    stdout,
    stderr,
    hasher: new Argon2Hasher(),
    // Editing users must not ask for a whole configuration: in production there is none before there are users.
    get usersFile() {
      const { values, faulty, faults } = readOptions(env, readFile);
      if (faulty.has('usersFile')) throw new ConfigError(faults);
      return values.usersFile;
    },
  });
  return root;
}

/** What passes here must be able to start. */
async function checkUsers({ usersFile }: LoginConfig): Promise<void> {
  if (usersFile === undefined) return;
  try {
    await readUsers(usersFile);
  } catch (error) {
    throw error instanceof UsersFileError ? usersFileFault(error.message) : error;
  }
}

function report(error: unknown, stderr: TextOutput): number {
  if (error instanceof CommanderError) {
    // Commander has written its message; it calls wrong usage 1, which here means that something failed.
    return error.exitCode === exitCode.done ? exitCode.done : exitCode.usage;
  }
  stderr.write(`ringgate: ${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof RingInterrupted) return exitCode.interrupted;
  return error instanceof ConfigError ? error.exitCode : exitCode.failed;
}
