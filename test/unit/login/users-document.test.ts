import { describe, expect, it } from '@jest/globals';
import { parseUsers, parseUsersDocument } from '../../../src/login/users-document.ts';
import type { UserEntry } from '../../../src/login/user-directory.ts';

const salt = 'MDpWYpeYz7ZvvBhBe3c9qw';
const digest = 'GImGhehZOU3+RrdaAuNfDCwUM3eHdvUBKk5CNxf5cIU';
const hash = `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${digest}`;

function parse(text: string): readonly UserEntry[] {
  return parseUsers(text, 'users.yaml');
}

function faultsOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    return String(error);
  }
  return 'no fault';
}

function versionOf(text: string): string | undefined {
  return parse(text)[0]?.account.credentialVersion;
}

describe('parseUsers', () => {
  it('reads a YAML list', () => {
    const text = `
# who may log in
- username: ann
  passwordHash: ${hash}
  roles: [admin, ops]
  session:
    city: Oslo
    plan: { level: 2, tags: [a, null, true, 1.5] }
- { username: bob, passwordHash: '${hash}' }
`;
    const [ann, bob] = parse(text);
    expect(ann?.account).toMatchObject({ username: 'ann', roles: ['admin', 'ops'] });
    expect(ann?.account.credentialVersion).toMatch(/^[\w-]{11}$/);
    expect([...(ann?.account.sessionValues ?? [])]).toEqual([
      ['city', '"Oslo"'],
      ['plan', '{"level":2,"tags":["a",null,true,1.5]}'],
    ]);
    expect(ann?.passwordHash).toBe(hash);
    expect(bob?.account).toMatchObject({ username: 'bob', roles: [], sessionValues: new Map() });
  });

  it('reads a JSON list', () => {
    const text = JSON.stringify([{ username: 'ann', passwordHash: hash, session: { a: [1] } }]);
    expect(parse(text)[0]?.account.sessionValues).toEqual(new Map([['a', '[1]']]));
  });

  it('takes the names of object members for ordinary keys', () => {
    const text = `[{"username": "constructor", "passwordHash": "${hash}",
      "session": {"__proto__": {"__proto__": 1}, "constructor": "x"}}]`;
    const [entry] = parse(text);
    expect([...(entry?.account.sessionValues ?? [])]).toEqual([
      ['__proto__', '{"__proto__":1}'],
      ['constructor', '"x"'],
    ]);
  });

  it('keeps usernames in normalization form C and unique in it', () => {
    const decomposed = `- {username: "e\\u0301", passwordHash: '${hash}'}\n`;
    const composed = `- {username: "\\u00e9", passwordHash: '${hash}'}\n`;
    expect(parse(decomposed)[0]?.account.username).toBe('\u00e9');
    expect(faultsOf(decomposed + composed)).toMatch(/line 2: user "\u00e9" is there twice/);
  });

  it('names all faults at once, with line and user, and no part of a hash', () => {
    const text = `- username: ann
  passwordHash: ${hash.replace('19456', '4096')}
  roles: admin
  session: { $x: 1, y: .nan, z: 12345678901234567890, '': 1 }
  __proto__: 1
- 5
- username: [1]
- username: "b\\u0007"
  passwordHash: ${digest}
  roles: ['', 1]
  session: [1]
- username: ${'x'.repeat(65)}
  passwordHash: ${hash}
`;
    const faults = faultsOf(text);
    for (const expected of [
      /line 2: user "ann": passwordHash is weaker than m=19456,t=2,p=1/,
      /line 3: user "ann": roles must be a list/,
      /line 4: user "ann": session \$x .*must not begin with/,
      /line 4: user "ann": session y is not a JSON number/,
      /line 4: user "ann": session z .*write it as a string/,
      /line 4: user "ann": session {2}.*1 to 128 bytes/,
      /user "ann": has unknown keys: "__proto__"/,
      /line 6: user number 2: must be a mapping/,
      /line 7: user number 3: username must be a text/,
      /line 7: user number 3: passwordHash must be an argon2id hash/,
      /line 8: user "b\\u0007": username must have 1 to 64 bytes/,
      /line 9: user "b\\u0007": passwordHash is no argon2id hash/,
      /line 10: user "b\\u0007": roles 0 must not be empty/,
      /line 11: user "b\\u0007": session must be a mapping/,
      /line 12: user "x+": username must have 1 to 64 bytes/,
    ]) {
      expect(faults).toMatch(expected);
    }
    expect(faults).toMatch(/^UsersFileError: users\.yaml cannot be used/);
    expect(faults).not.toContain(salt);
    expect(faults).not.toContain(digest);
  });

  it.each([
    ['text without an end', `- username: ann\n  passwordHash: "${hash}\n- b: {`],
    ['a stray token', `- username: ann\n  passwordHash: [a] ${hash}`],
    ['two documents', `---\n[]\n---\n- ${hash}`],
    ['a key that is there twice', `- passwordHash: ${hash}\n  passwordHash: ${hash}`],
    ['an alias of nothing', `- passwordHash: *${hash.slice(1, 8)}`],
    ['an entry inside itself', `- &a\n  username: *a\n  passwordHash: ${hash}`],
    ['a tag that is no JSON', `- username: !!binary aGVsbG8=\n  passwordHash: ${hash}`],
    ['a tag that is unknown', `- !!x ${hash}`],
    ['a mapping', `ann: ${hash}`],
  ])('refuses %s without quoting a hash', (_case, text) => {
    const faults = faultsOf(text);
    expect(faults).toContain('UsersFileError');
    expect(faults).not.toContain(salt);
    expect(faults).not.toContain(digest);
  });

  it('refuses an empty file, which is what an editor shows for a moment, but not an empty list', () => {
    expect(faultsOf('')).toMatch(/must be a list of users/);
    expect(faultsOf('# nobody\n')).toMatch(/must be a list of users/);
    expect(parse('[]')).toEqual([]);
  });

  it.each([
    ['argon2i', hash.replace('argon2id', 'argon2i')],
    ['bcrypt', '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'],
    ['version 16', hash.replace('v=19', 'v=16')],
    ['no version', hash.replace('v=19$', '')],
    ['one pass', hash.replace('t=2', 't=1')],
    ['a short digest', hash.slice(0, -24)],
    ['terabytes of memory', hash.replace('19456', '4294967295')],
    ['endless passes', hash.replace('t=2', 't=4294967295')],
    ['a damaged salt', hash.replace(salt, 'a')],
    ['a password in place of a hash', 'secret'],
  ])('refuses a hash of %s', (_case, passwordHash) => {
    expect(faultsOf(`[{"username": "ann", "passwordHash": "${passwordHash}"}]`)).toMatch(
      /user "ann": passwordHash /,
    );
  });

  it('accepts a stronger hash', () => {
    const strong = hash.replace('m=19456,t=2,p=1', 'm=65536,t=3,p=4');
    expect(parse(`[{"username": "ann", "passwordHash": "${strong}"}]`)).toHaveLength(1);
  });

  it('changes the credential version with hash and values, not with roles or form', () => {
    const entry = (rest: string, passwordHash = hash): string =>
      `- {username: ann, passwordHash: '${passwordHash}', ${rest}}`;
    const version = versionOf(entry('roles: [a], session: {x: {a: 1, b: 2}, y: 1}'));
    expect(versionOf(entry('roles: [b], session: {y: 1.0, x: {"b": 2, "a": 1}}'))).toBe(version);
    expect(versionOf(entry('roles: [a], session: {x: {a: 1, b: 3}, y: 1}'))).not.toBe(version);
    expect(versionOf(entry('roles: [a], session: {x: {a: 1, b: 2}}'))).not.toBe(version);
    const other = hash.replace(salt, salt.replace('M', 'N'));
    expect(versionOf(entry('session: {x: {a: 1, b: 2}, y: 1}', other))).not.toBe(version);
  });

  it('takes JSON for what it is as YAML', () => {
    const text = String.raw`[{"username": "\u00e9\ud83d\ude00: \"\\", "passwordHash": "${hash}",
\t"roles": ["a:b", "\/"], "session": {"__proto__": {"b": -1.5e2, "a": [0, null, true, "\n:"]}}}]`.replaceAll(
      '\\t',
      ' ',
    );
    expect(parse(text)).toEqual(parseUsersDocument(text, 'users.yaml').entries);
    expect(parse(text)).toHaveLength(1);
  });

  it('names all faults of JSON by their users', () => {
    const faults = faultsOf(
      `[{"username": "ann", "passwordHash": "${digest}", "__proto__": 1}, 5]`,
    );
    expect(faults).toMatch(/ {2}user "ann": passwordHash is no argon2id hash/);
    expect(faults).toMatch(/ {2}user "ann": has unknown keys: "__proto__"/);
    expect(faults).toMatch(/ {2}user number 2: must be a mapping/);
    expect(faults).not.toContain(digest);
  });

  it.each([
    ['username', `[\n{"username": "ann", "username": "bob", "passwordHash": "${hash}"}]`],
    [
      'a value',
      `[\n{"username": "ann", "passwordHash": "${hash}", "session": {"a": 1, "\\u0061": 2}}]`,
    ],
    [
      '__proto__',
      `[\n{"username": "a", "passwordHash": "${hash}", "session": {"__proto__": 1, "__proto__": 2}}]`,
    ],
  ])('refuses JSON that has %s twice', (_case, text) => {
    expect(faultsOf(text)).toMatch(/line 2: not YAML \(duplicate key\)/);
  });

  it('refuses more session values than one login can write', () => {
    const session = (count: number): string =>
      JSON.stringify([
        {
          username: 'ann',
          passwordHash: hash,
          session: Object.fromEntries(
            Array.from({ length: count }, (_, index) => [`k${index}`, 1]),
          ),
        },
      ]);
    expect(faultsOf(session(1_000))).toBe('no fault');
    expect(faultsOf(session(1_001))).toContain('at most 1000 values');
  });

  it('refuses JSON of any depth', () => {
    const deep = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
    expect(faultsOf(deep(50_000))).toMatch(/users\.yaml is nested deeper than 128 levels/);
    const user = `[{"username": "ann", "passwordHash": "${hash}", "session": ${deep(70)}}]`;
    expect(faultsOf(user)).toMatch(/session a is nested deeper than 64 levels/);
  });
});
