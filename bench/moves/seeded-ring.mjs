import { openRing } from '../../dist/store/keeper/open-ring.js';
import { RingSessionStore } from '../../dist/store/ring-session-store.js';
import { SessionTokens } from '../../dist/session/session-token.js';

/** Sessions that are created at once. */
const PARALLEL = 500;

const HOUR_MS = 3_600_000;

/** What a session looks like where no gateway reads it. */
const SAMPLE = {
  client: { device: 'Firefox on Linux', address: '127.0.0.1' },
  values: new Map([
    ['c_user', '"chenchao"'],
    ['c_card', '"123.com"'],
  ]),
  credentialVersion: 'abcdefghijk',
};

const SILENT_LOG = { info() {}, warn() {}, error() {} };

/** Opens a ring as a gateway does, but for the question whether it has changed. */
export async function openSeededRing(nodes, running) {
  const ring = await openRing({
    nodes: nodes.map(({ id, weight, url }) => ({ id, weight, url, kind: 'redis' })),
    credentials: { username: undefined, password: undefined },
    pollIntervalMs: HOUR_MS,
    log: SILENT_LOG,
  });
  running.add(() => ring.close());
  return { ring, store: new RingSessionStore(ring) };
}

/**
 * Creates sessions straight on the nodes: by logins it would take minutes.
 *
 * @param options `store`; `count`; `usernames`, who have them in turn; `sample`, from {@link sampleOf}; `key`,
 *   which signs the cookies.
 * @returns Of each session `id`, `secretHash`, `token` and `username`.
 */
export async function seedSessions({ store, count, usernames, sample = SAMPLE, key = 'no key' }) {
  const tokens = new SessionTokens([key]);
  const sessions = [];
  while (sessions.length < count) {
    const batch = Array.from({ length: Math.min(PARALLEL, count - sessions.length) }, (_, i) => {
      const { token, proof } = tokens.issue();
      return { ...proof, token, username: usernames[(sessions.length + i) % usernames.length] };
    });
    await Promise.all(batch.map((session) => create(store, session, sample)));
    sessions.push(...batch);
  }
  return sessions;
}

/** The session that a cookie of a gateway stands for, so that others can be made like it. */
export async function sampleOf({ store, key, token }) {
  const proof = new SessionTokens([key]).firstGenuine([token]);
  const { session } = await store.load(proof, 'all');
  const { client, values, login } = session;
  return { client, values, credentialVersion: login.credentialVersion };
}

async function create(store, { id, secretHash, username }, { client, values, credentialVersion }) {
  const { state } = await store.create({
    ...{ id, secretHash, client, values },
    timeouts: { idleTimeoutMs: 2 * HOUR_MS, absoluteLifetimeMs: 12 * HOUR_MS },
    login: { userId: username, credentialVersion, readOnlyKeys: [...values.keys()] },
  });
  if (state !== 'found') throw new Error(`a session was not created but ${state}`);
}
