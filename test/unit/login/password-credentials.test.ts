import { describe, expect, it } from '@jest/globals';
import { parseOptions } from '@node-rs/argon2';
import { createDemoUser } from '../../../src/login/demo-user.ts';
import { PasswordCredentials } from '../../../src/login/password-credentials.ts';
import { Argon2Hasher, type PasswordHasher } from '../../../src/login/password-hasher.ts';
import {
  UserDirectory,
  type UserEntry,
  type UserSource,
} from '../../../src/login/user-directory.ts';

const argon2 = new Argon2Hasher();

/** Really verifies, and keeps what it was asked. */
class RecordingHasher implements PasswordHasher {
  readonly asked: { readonly passwordHash: string; readonly password: string }[] = [];
  afterVerify: () => void = () => undefined;

  hash(password: string): Promise<string> {
    return argon2.hash(password);
  }

  async verify(passwordHash: string, password: string): Promise<boolean> {
    this.asked.push({ passwordHash, password });
    const matches = await argon2.verify(passwordHash, password);
    this.afterVerify();
    return matches;
  }
}

async function entryOf(username: string, password: string): Promise<UserEntry> {
  const passwordHash = await argon2.hash(password);
  const credentialVersion = passwordHash.slice(-11);
  return {
    account: { username, roles: [], credentialVersion, sessionValues: new Map() },
    passwordHash,
  };
}

async function setUp(...users: readonly (readonly [string, string])[]): Promise<{
  readonly hasher: RecordingHasher;
  readonly credentials: PasswordCredentials;
  readonly replace: (entries: readonly UserEntry[]) => void;
}> {
  let directory = new UserDirectory(
    await Promise.all(users.map(([name, password]) => entryOf(name, password))),
  );
  const source: UserSource = {
    directory: () => directory,
    find: (username) => directory.entry(username)?.account,
  };
  const hasher = new RecordingHasher();
  return {
    hasher,
    credentials: new PasswordCredentials(source, hasher),
    replace: (entries) => {
      directory = new UserDirectory(entries);
    },
  };
}

describe('PasswordCredentials', () => {
  it('answers the account for its password and nothing for another one', async () => {
    const { credentials } = await setUp(['ann', 'right']);
    expect(await credentials.verify('ann', 'right')).toMatchObject({ username: 'ann' });
    expect(await credentials.verify('ann', 'wrong')).toBeUndefined();
  });

  it.each([
    ['an unknown user', 'bob', 'right'],
    ['no user', '', 'right'],
    ['a name that is too long', 'x'.repeat(100_000), 'right'],
    ['a name that every object has', '__proto__', 'right'],
    ['a password that is too long', 'ann', 'x'.repeat(1025)],
    ['no password', 'ann', ''],
    ['a password that is not well-formed', 'ann', '\ud800'],
  ])('verifies once, at the same cost, for %s', async (_case, username, password) => {
    const { credentials, hasher } = await setUp(['ann', 'right']);
    expect(await credentials.verify(username, password)).toBeUndefined();
    expect(hasher.asked).toHaveLength(1);
    expect(parseOptions(hasher.asked[0]?.passwordHash ?? '')).toMatchObject({
      algorithm: 2,
      memoryCost: 19_456,
      timeCost: 2,
      parallelism: 1,
      outputLen: 32,
      saltLen: 16,
    });
  });

  it('verifies an unknown user when there are no users at all', async () => {
    const { credentials, hasher } = await setUp();
    expect(await credentials.verify('ann', 'right')).toBeUndefined();
    expect(hasher.asked).toHaveLength(1);
  });

  it('does not take a hash of the empty password for a way in', async () => {
    const { credentials } = await setUp(['ann', '']);
    expect(await credentials.verify('ann', '')).toBeUndefined();
    expect(await credentials.verify('ann', 'x'.repeat(2000))).toBeUndefined();
  });

  it('takes the costs of unknown users from the real ones, the same for the same name', () => {
    const hashes = ['m=19456,t=2,p=1', 'm=65536,t=3,p=1'].map(
      (cost) => `$argon2id$v=19$${cost}$${'A'.repeat(22)}$${'B'.repeat(43)}`,
    );
    const directory = new UserDirectory(
      hashes.map((passwordHash, index) => ({
        account: {
          username: `user${index}`,
          roles: [],
          credentialVersion: '',
          sessionValues: new Map(),
        },
        passwordHash,
      })),
    );
    const costs = Array.from({ length: 64 }, (_, index) => directory.decoyFor(`x${index}`));
    expect(new Set(costs.map((decoy) => parseOptions(decoy).memoryCost))).toEqual(
      new Set([19_456, 65_536]),
    );
    expect(directory.decoyFor('x0')).toBe(costs[0]);
  });

  it('accepts names and passwords however their letters were composed', async () => {
    const { credentials } = await setUp(['\u00e9', 'na\u00efve']);
    expect(await credentials.verify('e\u0301', 'nai\u0308ve')).toMatchObject({
      username: '\u00e9',
    });
  });

  it('accepts a password of 1,024 bytes', async () => {
    const { credentials } = await setUp(['ann', 'x'.repeat(1024)]);
    expect(await credentials.verify('ann', 'x'.repeat(1024))).toBeDefined();
  });

  it('lets nobody in by a password that was replaced while it was verified', async () => {
    const { credentials, hasher, replace } = await setUp(['ann', 'old']);
    const changed = await entryOf('ann', 'new');
    hasher.afterVerify = () => {
      replace([changed]);
    };
    expect(await credentials.verify('ann', 'old')).toBeUndefined();
  });

  it('lets nobody in who was removed while the password was verified', async () => {
    const { credentials, hasher, replace } = await setUp(['ann', 'right']);
    hasher.afterVerify = () => {
      replace([]);
    };
    expect(await credentials.verify('ann', 'right')).toBeUndefined();
  });

  it('verifies the demo user like any other', async () => {
    const users = await createDemoUser(argon2);
    const credentials = new PasswordCredentials(users, argon2);
    expect(await credentials.verify('wupeiqi', '1234')).toBeUndefined();
    const account = await credentials.verify('wupeiqi', '123');
    expect(account).toMatchObject({ username: 'wupeiqi', roles: ['admin'] });
    expect([...(account?.sessionValues ?? [])]).toEqual([
      ['c_user', '"chenchao"'],
      ['c_card', '"123.com"'],
    ]);
    expect(users.find('wupeiqi')).toBe(account);
    expect(users.find('ann')).toBeUndefined();
  });

  it('gives the demo user the same credential version in every process', async () => {
    const [one, other] = await Promise.all([createDemoUser(argon2), createDemoUser(argon2)]);
    expect(one.find('wupeiqi')?.credentialVersion).toMatch(/^[\w-]{11}$/);
    expect(other.find('wupeiqi')).toEqual(one.find('wupeiqi'));
  });
});
