import { type Command, InvalidArgumentError } from 'commander';
import type { RingChange } from '../ring/ring-change.ts';
import type { RingActions, RingOptions } from './ring-actions.ts';
import {
  type NodeArgument,
  nodeArgumentOf,
  nodeIdOf,
  placedNode,
  rateOf,
  weightOf,
} from './ring-arguments.ts';
import type { RingCommandIo } from './ring-command-io.ts';

interface AddOptions extends RingOptions {
  readonly id?: string;
  readonly weight?: number;
}

const whereItLooks = `
The ring is looked for on the nodes of RINGGATE_NODES, as the gateways have it, and signed in to with the user and password
there, else with RINGGATE_NODE_USERNAME and RINGGATE_NODE_PASSWORD. What to do when: docs/operations.md.`;

/** What becomes of a change: it is planned, or made. */
type ActOnChange = (change: RingChange, options: RingOptions) => Promise<void>;

/** Adds `ring` and its commands to the `ringgate` command: looks at the ring of Redis nodes, and changes it. */
export function addRingCommand(program: Command, io: RingCommandIo): void {
  const ring = program
    .command('ring')
    .description('Look at the ring of Redis nodes, and change it while gateways serve.')
    .addHelpText('after', whereItLooks);

  withJson(ring.command('status'))
    .description('Show the nodes, and how far a change has come.')
    .action(async (options: RingOptions) => (await actions(io, options)).status());

  withJson(ring.command('where'))
    .description('Say which node owns a session, and where its record is.')
    .argument('<session id>')
    // A session id may begin with a hyphen.
    .allowUnknownOption()
    .action(async (id: string, options: RingOptions) => (await actions(io, options)).where(id));

  const plan = ring
    .command('plan')
    .description('Say what a change would move, and how long it would take. Changes nothing.');
  addChanges(plan, withMoveOptions, async (change, options) =>
    (await actions(io, options)).plan(change),
  );

  addChanges(
    ring,
    (command) =>
      withMoveOptions(command).option(
        '--force',
        "Although a new node holds Ringgate's records, which are deleted, or a node may drop records when its memory is full.",
      ),
    async (change, options) => (await actions(io, options)).change(change),
  );

  withMoveOptions(ring.command('resume'))
    .description('Go on with a change whose mover was stopped.')
    .action(async (options: RingOptions) => (await actions(io, options)).resume());

  function addChanges(
    parent: Command,
    withOptions: (command: Command) => Command,
    act: ActOnChange,
  ): void {
    withOptions(parent.command('add'))
      .description('Add a node: it takes its share of the sessions from all others.')
      .argument('<url>', 'As in redis://host:6379/0, without user and password.')
      .option('--id <id>', 'What the ring calls it, for ever. Default: host:port.', nodeIdOf)
      .option('--weight <weight>', 'Its part in proportion to the others. Default: 1.', weightOf)
      .action(async (text: string, options: AddOptions, command: Command) => {
        const url = nodeArgument(text, command);
        const node = placedNode(url, options);
        if (options.id === undefined && url.id === undefined) {
          io.stderr.write(
            `note: without --id the node is called ${node.id}, and keeps that name when it moves to another address\n`,
          );
        }
        await act({ kind: 'add', node }, options);
      });

    withOptions(parent.command('remove'))
      .description('Remove a node: its sessions go to all others.')
      .argument('<id>', 'As in ringgate ring status.')
      .action((id: string, options: RingOptions) => act({ kind: 'remove', id }, options));

    withOptions(parent.command('reweight'))
      .description('Give a node another weight.')
      .argument('<id>', 'As in ringgate ring status.')
      .argument('<weight>', 'A positive whole number.', weightOf)
      .action((id: string, weight: number, options: RingOptions) =>
        act({ kind: 'reweight', id, weight }, options),
      );
  }
}

/** Not left to the library, whose message would show what was given, a password too. */
function nodeArgument(text: string, command: Command): NodeArgument {
  try {
    return nodeArgumentOf(text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return command.error(`error: argument 'url' is invalid. ${error.message}`);
  }
}

function withJson(command: Command): Command {
  return command.option('--json', 'As JSON.');
}

function withMoveOptions(command: Command): Command {
  return command
    .option(
      '--rate <records>',
      'Records to move a second, or max: as fast as the nodes allow. Default: RINGGATE_MOVER_RATE, 2000 where that is not set.',
      rateOf,
    )
    .option('--json', 'As JSON; of what goes on, a line each.');
}

/** Imported when it is needed: other commands are not to wait for it. */
async function actions(io: RingCommandIo, options: RingOptions): Promise<RingActions> {
  const { RingActions: Actions } = await import('./ring-actions.ts');
  return new Actions(io, options);
}
