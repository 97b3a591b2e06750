import { afterAnswer } from './client-view.ts';
import type { Command } from './commands.ts';
import type { Call, GatewayProcess, GatewayState } from './gateway-process.ts';
import type { Shared, Turn } from './model-state.ts';
import type { Surroundings } from './surroundings.ts';
import { tellReply } from './tell.ts';

type GatewayTurn = Turn<GatewayState>;

/** All that may come next for a gateway. */
export class GatewayTurns {
  readonly #process: GatewayProcess;
  readonly #around: Surroundings;

  constructor(process: GatewayProcess, around: Surroundings) {
    this.#process = process;
    this.#around = around;
  }

  /** @param polls Whether it learns of newer topologies by itself. */
  of(gateway: GatewayState, shared: Shared, name: string, polls: boolean): GatewayTurn[] {
    const command = this.#process.pending(gateway);
    if (command) return this.#working(gateway, shared, name, command);
    return [
      ...(polls ? this.#hearing(gateway, shared, name) : []),
      ...this.#asked(gateway, shared, name),
    ];
  }

  #working(gateway: GatewayState, shared: Shared, name: string, command: Command): GatewayTurn[] {
    const around = this.#around;
    const turns = [this.#step(gateway, shared, name, command)];
    if (gateway.adopting && around.left(shared, 'outage') > 0) {
      turns.push({
        actor: this.#process.skipInstall(gateway),
        shared: around.spend(shared, 'outage'),
        tell: () => `${name}: ${around.tell(command)}: the node does not answer`,
      });
    }
    if (around.left(shared, 'crash') > 0) {
      turns.push({
        actor: { stage: gateway.stage },
        shared: around.linger(around.spend(shared, 'crash'), command),
        tell: () => `${name}: sends "${around.tell(command)}" and waits no more`,
      });
    }
    return turns;
  }

  #step(gateway: GatewayState, before: Shared, name: string, command: Command): GatewayTurn {
    const { shared, reply, fault } = this.#around.run(before, command);
    const { gateway: actor, answer } = this.#process.after(gateway, command, reply);
    const told = answer && gateway.call ? answer : undefined;
    const after = told && gateway.call && afterAnswer(shared.view, gateway.call, told, shared.now);
    return {
      actor,
      shared: after ? { ...shared, view: after.view } : shared,
      fault: fault ?? after?.fault,
      tell: () => {
        const answers =
          told === undefined
            ? ''
            : `, and answers ${told === 'unavailable' ? told : tellReply(told)}`;
        return `${name}: ${this.#around.tellDone(command, reply)}${answers}`;
      },
    };
  }

  #hearing(gateway: GatewayState, shared: Shared, name: string): GatewayTurn[] {
    const { epoch } = this.#around.stage(gateway.stage);
    return this.#around
      .installed(shared)
      .map((number) => ({ number, stage: this.#around.stage(number) }))
      .filter(({ stage }) => stage.epoch > epoch)
      .map(({ number, stage }) => ({
        actor: this.#process.adopt(gateway, number),
        shared,
        tell: () => `${name}: hears of ${stage.name}`,
      }));
  }

  /**
   * What clients may ask for now, each with its first step: had it been asked for earlier, less could be expected of the
   * answer.
   */
  #asked(gateway: GatewayState, shared: Shared, name: string): GatewayTurn[] {
    const { view } = shared;
    const kinds = view.isKnown
      ? (['read', 'write', 'login', 'end'] as const)
      : (['create'] as const);
    return kinds.flatMap((kind) => {
      const left = this.#around.left(shared, kind);
      if (left === 0) return [];
      const request: Call['request'] = kind === 'write' ? { kind, bit: 1 << (left - 1) } : { kind };
      const spent = this.#around.spend(shared, kind);
      const knowledge = { mustSee: view.acknowledged, isAfterEnd: view.endTold };
      const asked = kind === 'end' ? { ...spent, view: { ...view, endAsked: true } } : spent;
      return this.of(
        this.#process.begin(gateway, request, knowledge),
        asked,
        `${name}, asked to ${kind}`,
        false,
      );
    });
  }
}
