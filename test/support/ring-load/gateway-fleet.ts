import { GatewayProcess } from '../gateway-process.ts';
import { Browser } from '../graphql-client.ts';

/** How one gateway is started. */
export interface GatewaySpec {
  readonly name: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** A gateway that runs, with connections to it. */
export interface RunningGateway {
  readonly name: string;
  /** Of GraphQL. */
  readonly url: string;
  /** Of the process. */
  readonly pid: number | undefined;
  readonly browser: Browser;
}

interface Member extends RunningGateway {
  readonly process: GatewayProcess;
}

/** Gateway processes that come and go; together they always serve. */
export class GatewayFleet {
  readonly #program: string;
  readonly #specs: readonly GatewaySpec[];
  readonly #members = new Map<string, Member>();
  readonly #leftOut = new Set<string>();
  #log = '';

  /** @param program The built gateway. */
  constructor(program: string, specs: readonly GatewaySpec[]) {
    this.#program = program;
    this.#specs = specs;
  }

  /** Those that run and are not left out. A browser here carries whatever cookies its last user gave it. */
  get running(): readonly RunningGateway[] {
    return [...this.#members.values()].filter(({ name }) => !this.#leftOut.has(name));
  }

  /** One that runs, left out or not. @throws {RangeError} */
  gateway(name: string): RunningGateway {
    const member = this.#members.get(name);
    if (!member) throw new RangeError(`The gateway ${name} does not run`);
    return member;
  }

  /** Sends nobody to one any more, as a balancer does when it has found it dead. */
  leaveOut(name: string): void {
    this.#leftOut.add(name);
  }

  /** Sends requests to it again. */
  takeIn(name: string): void {
    this.#leftOut.delete(name);
  }

  /** All that they have written, those that have ended too. */
  get log(): string {
    const outputs = [...this.#members.values()].map(({ process }) => process.output);
    return [this.#log, ...outputs].join('\n');
  }

  /** Starts all of them at once; returns when all listen. */
  async start(): Promise<void> {
    await Promise.all(this.#specs.map((spec) => this.#start(spec)));
  }

  /** Ends one as a crash does and starts it again; returns when it listens. */
  async crash(name: string): Promise<void> {
    await this.kill(name);
    await this.startAgain(name);
  }

  /** Ends one as a crash does. */
  async kill(name: string): Promise<void> {
    const member = this.#members.get(name);
    if (!member) return;
    this.#members.delete(name);
    await this.#end(member);
  }

  /** Starts one that was killed; returns when it listens. */
  async startAgain(name: string): Promise<void> {
    const spec = this.#specs.find((each) => each.name === name);
    if (spec && !this.#members.has(name)) await this.#start(spec);
  }

  /** Sends a signal to one. */
  tell(name: string, signal: NodeJS.Signals): void {
    this.#members.get(name)?.process.tell(signal);
  }

  /** Stops one without ending it; connections stay, nothing is answered. */
  pause(name: string): void {
    this.tell(name, 'SIGSTOP');
  }

  /** Lets a paused one go on. */
  goOn(name: string): void {
    this.tell(name, 'SIGCONT');
  }

  async stop(): Promise<void> {
    const members = [...this.#members.values()];
    this.#members.clear();
    await Promise.all(members.map((member) => this.#end(member)));
  }

  async #start({ name, env }: GatewaySpec): Promise<void> {
    const process = new GatewayProcess(env, this.#program);
    try {
      const url = await process.ready();
      const { pid } = process;
      this.#members.set(name, { name, url, pid, process, browser: new Browser(url) });
    } catch (error) {
      await process.kill();
      throw error;
    }
  }

  async #end({ process, browser }: Member): Promise<void> {
    await process.kill();
    browser.close();
    this.#log += `\n${process.output}`;
  }
}
