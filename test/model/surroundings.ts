import type { Command, Reply } from './commands.ts';
import type { Shared } from './model-state.ts';
import type { NodeScripts, Outcome } from './node-scripts.ts';
import { nodeIds, type RingCourse, type Stage } from './ring-course.ts';
import { events, type Event } from './scenario.ts';
import { tellCommand, tellReply } from './tell.ts';

/** What came of a command that a node did. */
export interface Done {
  readonly shared: Shared;
  readonly reply: Reply;
  readonly fault: string | undefined;
}

/** What processes do with what they share. */
export class Surroundings {
  readonly #course: RingCourse;
  readonly #scripts: NodeScripts;

  constructor(course: RingCourse, scripts: NodeScripts) {
    this.#course = course;
    this.#scripts = scripts;
  }

  stage(number: number): Stage {
    const stage = this.#course.stages[number];
    if (!stage) throw new Error(`there is no stage ${number}`);
    return stage;
  }

  /** Lets a node do a command. */
  run(shared: Shared, command: Command): Done {
    const place = nodeIds.indexOf(command.at);
    const before = shared.nodes[place] ?? {};
    const outcome = this.#scripts.run(before, command, shared.now);
    const { node, reply } = outcome;
    const isUse = reply.state === 'found' || (reply.state === 'created' && !before.record);
    const livesUntil = (isUse ? node.record?.expiresAt : undefined) ?? shared.view.livesUntil;
    return {
      shared: {
        ...shared,
        nodes: shared.nodes.with(place, node),
        view: { ...shared.view, livesUntil },
      },
      reply,
      fault: faultOf(outcome, command),
    };
  }

  /** The topologies that can be read on some node. */
  installed({ nodes }: Shared): readonly number[] {
    return [...new Set(nodes.flatMap(({ stage }) => stage ?? []))];
  }

  left({ left }: Shared, event: Event): number {
    return left[events.indexOf(event)] ?? 0;
  }

  spend(shared: Shared, event: Event): Shared {
    const left = this.left(shared, event) - 1;
    return { ...shared, left: shared.left.with(events.indexOf(event), left) };
  }

  /** A command whose sender waits no more. One that only reads does nothing then. */
  linger(shared: Shared, command: Command): Shared {
    const { kind } = command;
    if (kind === 'export' || kind === 'scan' || kind === 'time') return shared;
    return { ...shared, lingering: [...shared.lingering, command] };
  }

  tell(command: Command): string {
    return tellCommand(command, (stage) => this.stage(stage).name);
  }

  tellDone(command: Command, reply: Reply): string {
    return `${this.tell(command)}: ${tellReply(reply, (stage) => this.stage(stage).name)}`;
  }
}

function faultOf({ reply, isRepeated }: Outcome, command: Command): string | undefined {
  if (isRepeated) return 'a write is done twice';
  if (reply.state === 'split' && command.kind === 'install' && command.replacing === undefined) {
    return 'two changes have the same epoch, and only a person can tell which one holds';
  }
  return undefined;
}
