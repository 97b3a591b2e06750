import { setTimeout } from 'node:timers/promises';
import type { Placement } from '../../../src/ring/placement.ts';
import { waitFor } from '../wait-for.ts';
import type { Fault } from './fault.ts';
import type { RingBed } from './ring-bed.ts';
import type { CommandEnding, RingCommand } from './ring-command.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A change has this long to become stable after its last mover began, on a machine that does much else. */
const settleTimeoutMs = 60_000;
/** Longer than a copy may be under way. */
const longestPauseMs = 3_000;
const longestSilenceMs = 1_500;
const leastNodes = 2;
const anyWeights = [5, 10, 15, 20, 25, 30];

/** What happens to a change, and how often in proportion. */
const courses = {
  /** Nothing: its command ends by itself. */
  calm: 3,
  /** Its command is killed; another goes on. */
  killed: 3,
  /** Its command is killed; the gateway that moves goes on. */
  'taken over': 2,
  /** Its command stands still in the middle, another goes on, then the first one wakes up. */
  paused: 2,
  /** A second mover at work at the same time. */
  doubled: 3,
  /** Another operator wants another change at the same moment. */
  rivals: 2,
} as const;

/** How changes go. */
export interface ChangeOptions {
  /** Records a second that movers may move, to choose from. */
  readonly rates: readonly number[];
  /** Nobody is killed, and there is one mover. */
  readonly isCalm: boolean;
  /** Takes a line about each event. */
  readonly tell: (text: string) => void;
}

/** What was done to the ring. */
export interface ChangeFigures {
  readonly changes: number;
  /** Of operators' commands. */
  readonly killedMovers: number;
  readonly killedGateways: number;
  /** As far as their movers lived to tell it. */
  readonly movedRecords: number;
}

/** One change of the ring after the other, with gateways and movers that are killed meanwhile. */
export class RingChanges {
  readonly faults: Fault[] = [];
  readonly #bed: RingBed;
  readonly #random: SeededRandom;
  readonly #options: ChangeOptions;
  readonly #figures = { changes: 0, killedMovers: 0, killedGateways: 0, movedRecords: 0 };

  constructor(bed: RingBed, random: SeededRandom, options: ChangeOptions) {
    this.#bed = bed;
    this.#random = random;
    this.#options = options;
  }

  get figures(): ChangeFigures {
    return this.#figures;
  }

  /** Goes on until the signal says otherwise; the ring is stable then. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#change();
      await this.#pause(200, 800);
    }
  }

  async #change(): Promise<void> {
    const placement = await this.#bed.newest();
    if (!placement) throw new Error('No node has a topology');
    const { isCalm } = this.#options;
    const course = isCalm ? 'calm' : this.#random.weighted(courses);
    const args = this.#anyChange(placement);
    this.#figures.changes += 1;
    this.#say(`epoch ${placement.epoch}, ${course}: ring ${args.join(' ')}`);
    const command = this.#bed.command(...args);
    const disturbed = !isCalm && this.#random.chance(0.5) ? this.#disturb() : undefined;
    const others = await this.#interfere(course, command, placement);
    const commands = [command, ...others];
    await this.#wait('every command ends', () => commands.every(({ hasEnded }) => hasEnded));
    for (const each of commands) each.kill();
    await this.#wait('the ring is stable', async () => {
      const now = await this.#bed.newest();
      return now !== undefined && (await this.#bed.isSettled(now));
    });
    const wasSilent = (await disturbed) ?? false;
    const endings = await Promise.all(commands.map((each) => each.ended()));
    this.#judge(wasSilent ? 'silent' : course, commands, endings);
  }

  #anyChange(placement: Placement): string[] {
    const members = placement.ring.nodes.map(({ id }) => id);
    const others = this.#bed.nodeIds.filter((id) => !members.includes(id));
    const kind = this.#random.weighted({
      add: others.length > 0 ? 4 : 0,
      remove: members.length > leastNodes ? 3 : 0,
      reweight: 2,
    });
    const rate = ['--rate', String(this.#random.pick(this.#options.rates)), '--json'];
    if (kind === 'add') {
      const id = this.#random.pick(others);
      const weight = String(this.#random.pick(anyWeights));
      return [kind, this.#bed.urlOf(id), '--id', id, '--weight', weight, ...rate];
    }
    const node = this.#random.pick(placement.ring.nodes);
    if (kind === 'remove') return [kind, node.id, ...rate];
    const newWeights = anyWeights.filter((weight) => weight !== node.weight);
    return [kind, node.id, String(this.#random.pick(newWeights)), ...rate];
  }

  /** @returns The other commands that had to do with the change. */
  async #interfere(
    course: keyof typeof courses,
    command: RingCommand,
    before: Placement,
  ): Promise<RingCommand[]> {
    if (course === 'calm') return [];
    if (course === 'rivals') return [this.#bed.command(...this.#anyChange(before))];
    // It may be killed before it has begun the change, or while it moves, or after all is done.
    if (this.#random.chance(0.8)) await this.#begun(before, command);
    await this.#pause(0, 900);
    if (course === 'doubled') {
      const second = this.#bed.command('resume', '--json', ...this.#rate());
      while (!second.hasEnded && !command.hasEnded) {
        await this.#expireLease(before);
        await this.#pause(50, 400);
      }
      return [second];
    }
    if (course === 'paused') return [await this.#pauseMover(command, before)];
    command.kill();
    this.#figures.killedMovers += 1;
    await command.ended();
    await this.#expireLease(before);
    if (course === 'taken over') return [];
    await this.#pause(0, 300);
    return [this.#bed.command('resume', '--json', ...this.#rate())];
  }

  async #pauseMover(command: RingCommand, before: Placement): Promise<RingCommand> {
    command.pause();
    await this.#expireLease(before);
    const second = this.#bed.command('resume', '--json', ...this.#rate());
    await this.#pause(300, longestPauseMs);
    command.goOn();
    return second;
  }

  #rate(): string[] {
    return ['--rate', String(this.#random.pick(this.#options.rates))];
  }

  /** @returns Whether a node was silent meanwhile: then a command may have been refused. */
  async #disturb(): Promise<boolean> {
    await this.#pause(200, 1_800);
    const { fleet } = this.#bed;
    const what = this.#random.weighted({ crash: 5, pause: 2, silence: 2 });
    if (what === 'silence') {
      const id = this.#random.pick(this.#bed.nodeIds);
      this.#say(`the node ${id} stands still`);
      this.#bed.pauseNode(id);
      await this.#pause(100, longestSilenceMs);
      this.#bed.resumeNode(id);
      return true;
    }
    const { name } = this.#random.pick(fleet.running);
    if (what === 'pause') {
      this.#say(`the gateway ${name} stands still`);
      fleet.pause(name);
      await this.#pause(300, longestPauseMs);
      fleet.goOn(name);
    } else {
      this.#say(`kill -9 of the gateway ${name}`);
      this.#figures.killedGateways += 1;
      await fleet.crash(name);
    }
    return false;
  }

  /** Returns when the change has begun, or was refused. */
  async #begun({ epoch }: Placement, command: RingCommand): Promise<void> {
    await waitFor(
      'the change begins',
      async () => command.hasEnded || ((await this.#bed.newest())?.epoch ?? 0) > epoch,
      settleTimeoutMs,
    );
  }

  /** As after the ten seconds that it lasts; where its holder lives, there are two movers then. */
  async #expireLease(before: Placement): Promise<void> {
    const now = await this.#bed.newest();
    const coordinators = new Set([before.coordinator, now?.coordinator ?? before.coordinator]);
    await Promise.all([...coordinators].map((id) => this.#bed.client(id).del('ring:lease')));
  }

  /** Blames the ring for what does not come about in time. */
  async #wait(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    try {
      await waitFor(what, condition, settleTimeoutMs);
    } catch (error) {
      this.#blame('never stable', String(error));
    }
  }

  #judge(
    course: keyof typeof courses | 'silent',
    commands: readonly RingCommand[],
    endings: readonly CommandEnding[],
  ): void {
    // Each tells of all that was moved since the change began, others' work too.
    this.#figures.movedRecords += Math.max(...endings.map(({ stdout }) => movedIn(stdout)));
    const done = endings.filter(({ exitCode }) => exitCode === 0).length;
    const [first] = endings;
    // A mover that comes when the change is done is refused, and of two rivals one may be.
    const isFine =
      course === 'rivals'
        ? done > 0
        : first?.exitCode === 0 ||
          ['killed', 'taken over', 'silent'].includes(course) ||
          (course === 'paused' && tookPauseForSilence(first));
    const isOrderly = endings.every(
      ({ exitCode, stderr }) => exitCode === 0 || exitCode === undefined || stderr.length > 0,
    );
    if (isFine && isOrderly) return;
    const told = endings.map(({ exitCode, stdout, stderr }, at) =>
      [`ring ${commands[at]?.args.join(' ')}: ${exitCode}`, stdout, stderr].join('\n'),
    );
    this.#blame('command', told.join('\n'));
  }

  #blame(rule: string, detail: string): void {
    this.#say(`FAULT ${rule}: ${detail}`);
    this.faults.push({ rule, session: undefined, detail });
  }

  #say(text: string): void {
    this.#options.tell(`${(performance.now() / 1_000).toFixed(1)} s: ${text}`);
  }

  #pause(leastMs: number, mostMs: number): Promise<void> {
    return setTimeout(leastMs + this.#random.below(mostMs - leastMs));
  }
}

/** Stood still before it had begun anything: the answers that it slept over count as late. */
function tookPauseForSilence(ending: CommandEnding | undefined): boolean {
  return ending?.stderr.includes('does not answer; bring it back first') ?? false;
}

/** How many records a command says to have moved; the last it told counts. */
function movedIn(stdout: string): number {
  const counts = [...stdout.matchAll(/"moved":(\d+)/g)].map(([, count]) => Number(count));
  return counts.at(-1) ?? 0;
}
