import {
  afterDelivery,
  afterExport,
  afterVisit,
  firstStep,
  type Step,
} from '../../src/store/moving/visit-steps.ts';
import type { Command, Reply, Request } from './commands.ts';
import type { Guard } from './guard.ts';
import type { NodeId, RingCourse, Stage } from './ring-course.ts';

/** What a gateway knows and is about to do. It answers one request at a time. */
export interface GatewayState {
  /** The topology it goes by. */
  readonly stage: number;
  /** A topology that it installs on these nodes before it goes by it. */
  readonly adopting?: { readonly stage: number; readonly todo: readonly NodeId[] };
  readonly call?: Call;
}

/** A request under way. */
export interface Call {
  readonly request: Request | { readonly kind: 'create' };
  /** Its placement: the one that it began with, until it begins anew. */
  readonly stage: number;
  readonly step: CallStep;
  /** Writes that were acknowledged before it began. */
  readonly mustSee: number;
  /** It began after somebody was told that the session had ended. */
  readonly isAfterEnd: boolean;
}

type CallStep =
  | Step<Reply>
  /** Of a new session: makes sure of the node before, then puts it on its owner. */
  | { readonly kind: 'ensure' | 'create' }
  /** What the protocol forbids: the operation on the node before. */
  | { readonly kind: 'visitSrc' };

/** What became of a gateway by a node's answer. `answer`: what its client is told. */
export interface GatewayTurn {
  readonly gateway: GatewayState;
  readonly answer?: Reply | 'unavailable';
}

/** A gateway's way through a request: the product's decisions, one command at a time. */
export class GatewayProcess {
  readonly #course: RingCourse;
  readonly #without: ReadonlySet<Guard>;

  constructor(course: RingCourse, without: ReadonlySet<Guard>) {
    this.#course = course;
    this.#without = without;
  }

  /** @param gateway Idle. */
  begin(
    gateway: GatewayState,
    request: Call['request'],
    knowledge: Pick<Call, 'mustSee' | 'isAfterEnd'>,
  ): GatewayState {
    const { stage } = gateway;
    return {
      ...gateway,
      call: { request, stage, step: this.#first(request, stage), ...knowledge },
    };
  }

  /** Learns of a newer topology. */
  adopt(gateway: GatewayState, stage: number): GatewayState {
    const todo = this.#without.has('install before use') ? [] : this.#stage(stage).members;
    return this.#adopting(gateway, stage, todo);
  }

  /** A node does not answer: it is installed when it is next used. */
  skipInstall(gateway: GatewayState): GatewayState {
    const { adopting } = gateway;
    return adopting ? this.#adopting(gateway, adopting.stage, adopting.todo.slice(1)) : gateway;
  }

  /** The next command; absent when the gateway is idle. */
  pending({ adopting, call }: GatewayState): Command | undefined {
    const [first] = adopting?.todo ?? [];
    if (adopting && first) return { kind: 'install', at: first, stage: adopting.stage };
    if (!call) return undefined;
    const { request, stage, step } = call;
    const { dst, src = dst } = this.#stage(stage);
    switch (step.kind) {
      case 'ensure':
        return { kind: 'install', at: src, stage };
      case 'create':
        return { kind: 'create', at: dst, stage };
      case 'export':
        return { kind: 'export', at: src, stage };
      case 'remove':
        return { kind: 'remove', at: src, stage };
      case 'visit':
      case 'visitSrc':
      case 'deliver': {
        if (request.kind === 'create') return undefined;
        const at = step.kind === 'visitSrc' ? src : dst;
        const delivery = step.kind === 'deliver' ? { delivery: step.delivery } : {};
        return { kind: 'operate', at, stage, request, ...delivery };
      }
      case 'answer':
      case 'restart':
        return undefined;
    }
  }

  /** @param command The pending one, which was answered so. */
  after(gateway: GatewayState, command: Command, reply: Reply): GatewayTurn {
    const { adopting, call } = gateway;
    if (adopting) {
      if (reply.state === 'stale') return { gateway: this.adopt(gateway, reply.stage) };
      if (reply.state === 'split') return fail(gateway);
      return { gateway: this.#adopting(gateway, adopting.stage, adopting.todo.slice(1)) };
    }
    if (!call) return { gateway };
    const { step } = call;
    // The answer stands without it.
    if (step.kind === 'remove') return finish(gateway, step.answer);
    if (reply.state === 'split') return fail(gateway);
    if (reply.state === 'behind') {
      return { gateway: { ...gateway, adopting: { stage: gateway.stage, todo: [command.at] } } };
    }
    if (reply.state === 'stale') {
      const isSplit = this.#stage(reply.stage).epoch === this.#stage(call.stage).epoch;
      return isSplit ? fail(gateway) : { gateway: this.adopt(gateway, reply.stage) };
    }
    return this.#follow(gateway, call, this.#next(call, reply));
  }

  #stage(number: number): Stage {
    const stage = this.#course.stages[number];
    if (!stage) throw new Error(`there is no stage ${number}`);
    return stage;
  }

  #first(request: Call['request'], stage: number): CallStep {
    if (request.kind !== 'create') return firstStep;
    const mustInstall =
      this.#stage(stage).src !== undefined && !this.#without.has('create after install');
    return { kind: mustInstall ? 'ensure' : 'create' };
  }

  /** Goes by the topology once it is installed everywhere, and begins anew with what is under way. */
  #adopting(gateway: GatewayState, stage: number, todo: readonly NodeId[]): GatewayState {
    if (todo.length > 0) return { ...gateway, adopting: { stage, todo } };
    const { call } = gateway;
    return {
      stage,
      ...(call && { call: { ...call, stage, step: this.#first(call.request, stage) } }),
    };
  }

  #next({ request, stage, step }: Call, reply: Reply): CallStep {
    const { src } = this.#stage(stage);
    switch (step.kind) {
      case 'ensure':
        return { kind: 'create' };
      case 'create':
      case 'visitSrc':
        return { kind: 'answer', answer: reply };
      case 'visit': {
        const ends = request.kind === 'end' ? { ends: { userId: undefined } } : {};
        return afterVisit<Reply>(reply, step.isSecondLook, { src, ...ends });
      }
      case 'export':
        return this.#afterExport(reply, step.missedAt);
      case 'deliver':
        return afterDelivery<Reply>(reply, step.delivery);
      case 'remove':
      case 'answer':
      case 'restart':
        return step;
    }
  }

  #afterExport(reply: Reply, missedAt: number): CallStep {
    if (reply.state !== 'exported') throw new Error(`an export is not answered ${reply.state}`);
    const next = afterExport(reply.outcome, missedAt);
    if (next.kind === 'visit' && this.#without.has('second look')) {
      return { kind: 'answer', answer: { state: 'gone', at: missedAt } };
    }
    const mayWrite = this.#without.has('no write at src');
    if (next.kind === 'deliver' && mayWrite) return { kind: 'visitSrc' };
    return next;
  }

  #follow(gateway: GatewayState, call: Call, step: CallStep): GatewayTurn {
    if (step.kind === 'answer') return finish(gateway, step.answer);
    if (step.kind !== 'restart') return { gateway: { ...gateway, call: { ...call, step } } };
    const { stage } = gateway;
    const first = this.#first(call.request, stage);
    return { gateway: { ...gateway, call: { ...call, stage, step: first } } };
  }
}

function finish({ stage }: GatewayState, answer: Reply): GatewayTurn {
  return { gateway: { stage }, answer };
}

function fail({ stage }: GatewayState): GatewayTurn {
  return { gateway: { stage }, answer: 'unavailable' };
}
