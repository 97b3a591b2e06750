import {
  userKey,
  type Action,
  type Call,
  type Result,
  type SessionSight,
  type Token,
} from '../../support/ring-load/call.ts';

interface Stored {
  readonly id: string;
  version: number;
  values: Record<string, string | number>;
  /** The name of the token that opens it. */
  token: string;
  hasEnded: boolean;
}

/** How one call goes, in steps of a clock. */
export interface Course {
  readonly kind: Action['kind'];
  /** Chooses the token, the target, the user. */
  readonly choice: number;
  readonly startsAfter: number;
  readonly takesEffectAfter: number;
  readonly answeredAfter: number;
  /** `cut`: carried out, never answered; `dead`: neither; `late`: carried out after the client has given up. */
  readonly fate: 'answered' | 'cut' | 'dead' | 'late';
}

/** What is wrong with the store: done once, after half of the calls. */
export type Damage = 'none' | 'old copy' | 'forgets' | 'revives' | 'hides' | 'counts twice';

const users = ['ann', 'bob'];

/** Sessions that are right in every way but for one damage, and the history of who used them at once. */
export class SimulatedSessions {
  readonly calls: Call[] = [];
  /** Whether there was something to damage. */
  isDamaged = false;
  readonly #damage: Damage;
  readonly #stored = new Map<string, Stored>();
  readonly #tokens: Token[] = [];
  readonly #copies = new Map<string, Stored>();
  #drawn = 0;
  #hidden: string | undefined;

  constructor(damage: Damage = 'none') {
    this.#damage = damage;
  }

  run(courses: readonly Course[]): void {
    const events: { readonly at: number; readonly run: () => void }[] = [];
    let at = 0;
    courses.forEach((course, number) => {
      const startedAt = (at += course.startsAfter);
      const answeredAt = startedAt + course.takesEffectAfter + course.answeredAfter + 0.5;
      const effectAt =
        course.fate === 'late' ? answeredAt + 5 : startedAt + course.takesEffectAfter;
      let action: Action;
      let token: Token | undefined;
      let result: Result = { kind: 'unknown', why: course.fate };
      let issued: Token | undefined;
      /** Whose ends are under way when a late call is given up: who signs in later is not among them. */
      let signedIn: ReadonlySet<string> | undefined;
      events.push({
        at: startedAt,
        run: () => {
          token = this.#tokens[course.choice % (this.#tokens.length + 1)];
          action = this.#actionOf(course, number);
        },
      });
      if (course.fate !== 'dead') {
        events.push({
          at: effectAt,
          run: () => {
            if (number >= courses.length / 2) this.#applyDamage();
            const done = this.#carryOut(action, token, signedIn);
            if (course.fate === 'answered') [result, issued] = done;
          },
        });
      }
      events.push({
        at: answeredAt,
        run: () => {
          if (issued) this.#tokens.push(issued);
          const stored = [...this.#stored.values()];
          signedIn = new Set(stored.filter((each) => each.values[userKey]).map(({ id }) => id));
          const span = { startedAt, endedAt: answeredAt };
          this.calls.push({ number, gateway: 'g', token, action, ...span, result, issued });
        },
      });
    });
    for (const { run } of events.sort((one, other) => one.at - other.at)) run();
  }

  #actionOf({ kind, choice }: Course, number: number): Action {
    switch (kind) {
      case 'set':
        return { kind, values: { [`k${choice % 2}`]: `w${number}` } };
      case 'increment':
        return { kind, key: 'n' };
      case 'login':
        return { kind, user: users[choice % 2] ?? '' };
      case 'revoke':
        return { kind, target: [...this.#stored.keys()][choice % 3] ?? 'nobody' };
      case 'read':
      case 'logout':
      case 'list':
      case 'endOthers':
        return { kind };
    }
  }

  #applyDamage(): void {
    if (this.isDamaged) return;
    const live = [...this.#stored.values()].filter(({ hasEnded }) => !hasEnded);
    const ended = [...this.#stored.values()].find(({ hasEnded }) => hasEnded);
    const target = this.#damage === 'revives' ? ended : live.find(({ version }) => version > 2);
    if (this.#damage === 'none' || target === undefined) return;
    this.isDamaged = true;
    const { id } = target;
    if (this.#damage === 'old copy') this.#stored.set(id, this.#copies.get(id) ?? target);
    if (this.#damage === 'forgets') this.#stored.delete(id);
    if (this.#damage === 'revives') target.hasEnded = false;
    if (this.#damage === 'hides') this.#hidden = id;
    if (this.#damage === 'counts twice') target.values['n'] = Number(target.values['n'] ?? 0) + 1;
  }

  #carryOut(
    action: Action,
    token: Token | undefined,
    signedIn: ReadonlySet<string> | undefined,
  ): [Result, Token | undefined] {
    const found = token && this.#stored.get(token.session);
    const session = found?.token === token?.name && !found?.hasEnded ? found : undefined;
    const user = session?.values[userKey];
    switch (action.kind) {
      case 'read':
        return [
          session ? { kind: 'session', sight: sightOf(session) } : { kind: 'none' },
          undefined,
        ];
      case 'set':
      case 'increment':
        if (token && !session) return [{ kind: 'none' }, undefined];
        return this.#change(session, action);
      case 'login':
        if (user !== undefined && user !== action.user) {
          if (session) session.hasEnded = true;
          return this.#change(undefined, action);
        }
        return this.#change(session, action);
      case 'logout':
        if (session) session.hasEnded = true;
        return [{ kind: 'ended', ended: session !== undefined }, undefined];
      case 'revoke': {
        if (user === undefined) return [{ kind: 'refused', why: 'nobody' }, undefined];
        const target = this.#stored.get(action.target);
        const ended = target?.values[userKey] === user && !target.hasEnded;
        if (ended) target.hasEnded = true;
        return [{ kind: 'ended', ended }, undefined];
      }
      case 'list':
      case 'endOthers': {
        if (user === undefined) return [{ kind: 'refused', why: 'nobody' }, undefined];
        const own = [...this.#stored.values()].filter(
          (each) => each.values[userKey] === user && !each.hasEnded && each.id !== this.#hidden,
        );
        if (action.kind === 'list') {
          return [{ kind: 'list', sights: own.map(sightOf) }, undefined];
        }
        const others = own.filter(({ id }) => id !== session?.id && (signedIn?.has(id) ?? true));
        for (const other of others) other.hasEnded = true;
        return [{ kind: 'count', count: others.length }, undefined];
      }
    }
  }

  #change(before: Stored | undefined, action: Action): [Result, Token | undefined] {
    const number = (this.#drawn += 1);
    const session = before ?? {
      id: `s${number}`,
      version: 0,
      values: {},
      token: `t${number}`,
      hasEnded: false,
    };
    if (session.version === 2) this.#copies.set(session.id, structuredClone(session));
    this.#stored.set(session.id, session);
    session.version += 1;
    if (action.kind === 'set') Object.assign(session.values, action.values);
    if (action.kind === 'increment') {
      session.values[action.key] = Number(session.values[action.key] ?? 0) + 1;
    }
    if (action.kind === 'login') {
      session.values[userKey] = action.user;
      session.token = `t${number}`;
    }
    const user = session.values[userKey];
    const issued = {
      name: session.token,
      session: session.id,
      user: typeof user === 'string' ? user : undefined,
    };
    const isNew = before === undefined || action.kind === 'login';
    return [{ kind: 'session', sight: sightOf(session) }, isNew ? issued : undefined];
  }
}

function sightOf({ id, version, values }: Stored): SessionSight {
  return { id, version, values: { ...values } };
}
