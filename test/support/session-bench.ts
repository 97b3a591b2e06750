import { HashRing } from '../../src/ring/hash-ring.ts';
import type { Account } from '../../src/session/accounts.ts';
import { RequestSession } from '../../src/session/request-session.ts';
import type { SessionPolicy } from '../../src/session/session-policy.ts';
import { makeSessionServices } from '../../src/session/session-services.ts';
import type { SessionProof, SessionStore } from '../../src/session/session-store.ts';
import { SessionTokens } from '../../src/session/session-token.ts';
import { MemoryRateLimiter } from '../../src/store/memory/memory-rate-limiter.ts';
import { MemorySessionNode } from '../../src/store/memory/memory-session-node.ts';
import { RingSessionStore } from '../../src/store/ring-session-store.ts';
import type { SessionNode } from '../../src/store/session-node.ts';
import { ManualClock } from './manual-clock.ts';
import { RingOfNodes } from './ring-of-nodes.ts';
import { accountOf, generousPolicy } from './session-policy.ts';

/** A domain of sessions over three nodes in the process, without transport, users file or passwords. */
export class SessionBench {
  readonly clock = new ManualClock();
  readonly tokens = new SessionTokens(['a key of these tests, long enough to be one']);
  /** Who may sign in now; a test may take somebody out or change an entry. */
  readonly accounts = new Map<string, Account>(
    ['ann', 'bob'].map((name) => [name, accountOf(name)]),
  );
  readonly store: RingSessionStore;
  readonly ring = HashRing.create(['a', 'b', 'c'].map((id) => ({ id })));
  readonly #nodes: readonly SessionNode[];
  readonly #policy: SessionPolicy;

  /** @param nodeOf Puts another node in a place of the ring; by default each is in memory. */
  constructor(
    policy: Partial<SessionPolicy> = {},
    nodeOf: (id: string, memory: SessionNode) => SessionNode = (_id, memory) => memory,
  ) {
    this.#policy = { ...generousPolicy, ...policy };
    this.#nodes = this.ring.nodes.map(({ id }) =>
      nodeOf(id, new MemorySessionNode(id, this.clock)),
    );
    this.store = new RingSessionStore(new RingOfNodes(this.#nodes));
  }

  /** The session of a request with this proof. @param store Stands in for the real one, in front of it. */
  request(proof: SessionProof | undefined, store: SessionStore = this.store): RequestSession {
    const services = makeSessionServices({
      store,
      events: this.store,
      tokens: this.tokens,
      accounts: { find: (username) => this.accounts.get(username) },
      limiter: new MemoryRateLimiter(this.clock),
      policy: this.#policy,
    });
    return new RequestSession(services, proof, () => ({ device: 'curl', address: '192.0.2.7' }));
  }

  account(username: string): Account {
    const account = this.accounts.get(username);
    if (account === undefined) throw new Error(`There is no user ${username}`);
    return account;
  }

  /** What the token of an answer proves; absent when the answer set no cookie, or cleared it. */
  proofOf({ cookieChange }: RequestSession): SessionProof | undefined {
    return cookieChange?.kind === 'issue'
      ? this.tokens.firstGenuine([cookieChange.token])
      : undefined;
  }

  /** Begins an anonymous session. */
  async begun(): Promise<SessionProof> {
    const request = this.request(undefined);
    await request.setValues({ begun: true }, undefined, 'metadata');
    return this.#proven(request);
  }

  /** Signs a user in on a new session. */
  async signedIn(username: string): Promise<SessionProof> {
    const request = this.request(undefined);
    await request.signIn(this.account(username));
    return this.#proven(request);
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.close()));
  }

  #proven(request: RequestSession): SessionProof {
    const proof = this.proofOf(request);
    if (proof === undefined) throw new Error('No token was issued');
    return proof;
  }
}
