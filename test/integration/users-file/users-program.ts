import { Command } from 'commander';
import { addUsersCommand } from '../../../src/cli/users-command.ts';
import { Argon2Hasher } from '../../../src/login/password-hasher.ts';

// The `users` command alone, as a process of its own.
const { stdin, stdout, stderr } = process;
const program = new Command('ringgate');
addUsersCommand(program, {
  stdin,
  stdout,
  stderr,
  usersFile: process.env['RINGGATE_USERS_FILE'],
  hasher: new Argon2Hasher(),
});
try {
  await program.parseAsync();
} catch (error) {
  stderr.write(`ringgate: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
