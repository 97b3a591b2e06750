import * as fc from 'fast-check';
import type { Browser } from './graphql-client.ts';
import { loginMutation } from './session-steps.ts';

/** What one of several browsers does. */
export type BrowserStep = { readonly browser: number } & (
  | { readonly act: 'read' | 'logout' | 'list' | 'revokeOthers' }
  | {
      readonly act: 'set';
      readonly key: string;
      readonly value: number;
      readonly ifVersion: -1 | 0 | 1;
    }
  | { readonly act: 'delete' | 'increment'; readonly key: string }
  | { readonly act: 'login'; readonly user: string; readonly password: string }
  | { readonly act: 'revoke'; readonly whose: number }
);

const key = fc.constantFrom('a', 'b', 'team', '__proto__');

/** Steps of a few browsers. @param password The one that opens every account. */
export function browserSteps(browsers: number, password: string): fc.Arbitrary<BrowserStep[]> {
  const browser = fc.nat({ max: browsers - 1 });
  const simple = fc.record({
    browser,
    act: fc.constantFrom<'read' | 'logout' | 'list' | 'revokeOthers'>(
      'read',
      'read',
      'logout',
      'list',
      'revokeOthers',
    ),
  });
  const set = fc.record({
    browser,
    act: fc.constant('set' as const),
    key,
    value: fc.integer({ min: -5, max: 5 }),
    ifVersion: fc.constantFrom<(-1 | 0 | 1)[]>(-1, -1, -1, 0, 1),
  });
  const change = fc.record({
    browser,
    act: fc.constantFrom<('delete' | 'increment')[]>('delete', 'increment'),
    key,
  });
  const login = fc.record({
    browser,
    act: fc.constant('login' as const),
    user: fc.constantFrom('ann', 'bob'),
    password: fc.constantFrom(password, password, password, 'wrong'),
  });
  const revoke = fc.record({ browser, act: fc.constant('revoke' as const), whose: browser });
  return fc.array(
    fc.oneof(
      { weight: 4, arbitrary: simple },
      { weight: 5, arbitrary: set },
      { weight: 4, arbitrary: change },
      { weight: 2, arbitrary: login },
      { weight: 1, arbitrary: revoke },
    ),
    { minLength: 1, maxLength: 14, size: 'max' },
  );
}

interface ModelSession {
  user: string | undefined;
  values: Map<string, unknown>;
  version: number;
  isLive: boolean;
}

/** What is remembered of a browser: the session that its cookie opens, or none. */
interface ModelBrowser {
  session: ModelSession | undefined;
}

const loginValues: ReadonlyMap<string, ReadonlyMap<string, unknown>> = new Map([
  [
    'ann',
    new Map<string, unknown>([
      ['team', 'red'],
      ['card', { digits: 4 }],
    ]),
  ],
]);

/** What the gateway must answer, worked out the plainest way. */
export class GatewayModel {
  readonly #password: string;
  readonly #browsers: readonly ModelBrowser[];

  constructor(browsers: number, password: string) {
    this.#password = password;
    this.#browsers = Array.from({ length: browsers }, () => ({ session: undefined }));
  }

  /** Does a step. @returns The expected answer, in the shape that {@link doStep} has. */
  apply(step: BrowserStep): unknown {
    const browser = this.#browser(step.browser);
    const session = browser.session?.isLive === true ? browser.session : undefined;
    switch (step.act) {
      case 'read':
        return session ? seen(session) : null;
      case 'logout': {
        if (!session) return false;
        session.isLive = false;
        browser.session = undefined;
        return true;
      }
      case 'list':
        return session?.user === undefined
          ? 'UNAUTHENTICATED'
          : this.#liveOf(session.user).map(seen).sort(inOrder);
      case 'revokeOthers': {
        if (session?.user === undefined) return 'UNAUTHENTICATED';
        const others = this.#liveOf(session.user).filter((each) => each !== session);
        for (const other of others) other.isLive = false;
        return others.length;
      }
      case 'revoke': {
        if (session?.user === undefined) return 'UNAUTHENTICATED';
        const target = this.#browser(step.whose).session;
        if (target?.isLive !== true || target.user !== session.user) return false;
        target.isLive = false;
        if (target === session) browser.session = undefined;
        return true;
      }
      case 'login':
        return step.password === this.#password
          ? this.#login(browser, session, step.user)
          : 'InvalidCredentials';
      case 'set':
      case 'delete':
      case 'increment':
        return this.#write(browser, session, step);
    }
  }

  #write(
    browser: ModelBrowser,
    session: ModelSession | undefined,
    step: BrowserStep & { readonly key: string },
  ): unknown {
    if (browser.session && !session) return 'UNAUTHENTICATED';
    const isConditional = step.act === 'set' && step.ifVersion !== -1;
    if (!session && (step.act === 'delete' || isConditional)) return 'VERSION_CONFLICT';
    if (isConditional && step.ifVersion === 0) return 'VERSION_CONFLICT';
    if (session?.user !== undefined && loginValues.get(session.user)?.has(step.key))
      return 'FORBIDDEN';
    const target = session ?? {
      user: undefined,
      values: new Map<string, unknown>(),
      version: 0,
      isLive: true,
    };
    const before = target.values.get(step.key) ?? 0;
    if (step.act === 'delete') {
      if (!target.values.delete(step.key)) return seen(target);
    } else if (step.act === 'increment') {
      if (typeof before !== 'number') return 'BAD_USER_INPUT';
      target.values.set(step.key, before + 1);
    } else if (step.act === 'set') {
      target.values.set(step.key, step.value);
    }
    target.version += 1;
    browser.session = target;
    return seen(target);
  }

  #login(browser: ModelBrowser, session: ModelSession | undefined, user: string): unknown {
    const isOthers = session?.user !== undefined && session.user !== user;
    if (isOthers) session.isLive = false;
    const kept = isOthers ? undefined : session;
    const values = new Map([...(kept?.values ?? []), ...(loginValues.get(user) ?? [])]);
    if (kept) {
      Object.assign(kept, { user, values, version: kept.version + 1 });
      return seen(kept);
    }
    browser.session = { user, values, version: 1, isLive: true };
    return seen(browser.session);
  }

  #liveOf(user: string): ModelSession[] {
    return this.#browsers.flatMap(({ session }) =>
      session?.isLive === true && session.user === user ? [session] : [],
    );
  }

  #browser(place: number): ModelBrowser {
    const browser = this.#browsers[place];
    if (!browser) throw new Error(`There is no browser ${place}`);
    return browser;
  }
}

const selection = '{ user { id } version values }';

/** Does a step by HTTP. @returns What it came to: a session as it is seen, another answer, or the code of an error. */
export async function doStep(browsers: readonly Browser[], step: BrowserStep): Promise<unknown> {
  const browser = browsers[step.browser];
  if (!browser) throw new Error(`There is no browser ${step.browser}`);
  const whose = step.act === 'revoke' ? await idOf(browsers[step.whose]) : undefined;
  const isConditional = step.act === 'set' && step.ifVersion !== -1;
  const version = isConditional ? await versionOf(browser) : 0;
  const variables = {
    ...step,
    id: whose,
    username: 'user' in step ? step.user : undefined,
    ifVersion: isConditional ? (step.ifVersion === 1 ? version : version + 1) : undefined,
  };
  const answer = await browser.ask(documents[step.act], { variables });
  const [code] = answer.codes;
  if (code !== undefined) return code;
  const [result] = Object.values(answer.data ?? {}) as unknown[];
  if (Array.isArray(result)) return result.map(shown).sort(inOrder);
  return shown(result);
}

const documents: Readonly<Record<BrowserStep['act'], string>> = {
  read: `{ session ${selection} }`,
  list: `{ sessions ${selection} }`,
  logout: 'mutation { logout }',
  revokeOthers: 'mutation { revokeOtherSessions }',
  revoke: 'mutation ($id: ID!) { revokeSession(id: $id) }',
  login: loginMutation,
  set: `mutation ($key: String!, $value: JSON!, $ifVersion: Int) { setSessionValue(key: $key, value: $value, ifVersion: $ifVersion) ${selection} }`,
  delete: `mutation ($key: String!) { deleteSessionValue(key: $key) ${selection} }`,
  increment: `mutation ($key: String!) { incrementSessionValue(key: $key) ${selection} }`,
};

async function idOf(browser: Browser | undefined): Promise<string> {
  return (await browser?.ask('{ session { id } }'))?.data?.session?.id ?? 'A'.repeat(22);
}

async function versionOf(browser: Browser): Promise<number> {
  return (await browser.ask('{ session { version } }')).data?.session?.version ?? 0;
}

function seen({ user, values, version }: ModelSession): string {
  return text(user, [...values], version);
}

/** A session in an answer, as text; other answers as they are. */
function shown(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result;
  if ('__typename' in result) {
    if (result.__typename !== 'LoginSuccess' || !('session' in result)) return result.__typename;
    return shown(result.session);
  }
  const session = result as {
    user: { id?: string; username?: string } | null;
    values: Record<string, unknown>;
    version: number;
  };
  const user = session.user?.id ?? session.user?.username;
  return text(user, Object.entries(session.values), session.version);
}

function text(user: string | undefined, values: [string, unknown][], version: number): string {
  return JSON.stringify([user ?? null, values.sort(([a], [b]) => (a < b ? -1 : 1)), version]);
}

function inOrder(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1;
}
