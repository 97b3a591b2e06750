import { describe, expect, it } from '@jest/globals';
import { parseUsersDocument } from '../../../src/login/users-document.ts';
import { editUsersText, type UsersEdit } from '../../../src/login/users-edit.ts';

const hash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
const otherHash = hash.replace('AAA', 'CCC');

function adding(username: string, session: readonly [string, unknown][] = []): UsersEdit {
  return {
    kind: 'add',
    user: { username, passwordHash: hash, roles: ['ops'], session: new Map(session) },
  };
}

function namesIn(text: string): readonly string[] {
  return parseUsersDocument(text, 'users').entries.map(({ account }) => account.username);
}

const commented = `# our users
- username: ann # the first
  passwordHash: ${hash}
  session:
    note: "a text that is so long that it would be folded over two lines if lines were folded at all"

# bob is on leave
- username: bob
  passwordHash: ${hash}
`;

describe('editUsersText', () => {
  it.each([undefined, '', '\n', '[]', '[]\n'])('begins a YAML file from %p', (text) => {
    const edited = editUsersText(text, adding('ann', [['city', 'Oslo']]), 'users.yaml');
    expect(edited).toBe(
      `- username: ann\n  passwordHash: ${hash}\n  roles:\n    - ops\n  session:\n    city: Oslo\n`,
    );
  });

  it('begins a JSON file where the path ends in .json', () => {
    const edited = editUsersText(undefined, adding('ann', [['a', { b: [1] }]]), 'users.json');
    expect(JSON.parse(edited)).toEqual([
      { username: 'ann', passwordHash: hash, roles: ['ops'], session: { a: { b: [1] } } },
    ]);
  });

  it('keeps JSON as JSON, whatever the file is called', () => {
    const text = JSON.stringify([
      {
        username: 'ann',
        passwordHash: hash,
        session: { e: 'caf\u00e9 \u2028 "q" yes: no', n: null },
      },
    ]);
    const value = JSON.parse('{"__proto__": {"y": "no"}, "long": ""}') as Record<string, unknown>;
    value['long'] = 'many words '.repeat(30);
    const edited = editUsersText(text, adding('bob', [['__proto__', value]]), 'users');
    expect(JSON.parse(edited)).toHaveLength(2);
    const [ann, bob] = parseUsersDocument(edited, 'users').entries;
    expect(ann?.account.credentialVersion).toBe(
      parseUsersDocument(text, 'users').entries[0]?.account.credentialVersion,
    );
    expect(JSON.parse(bob?.account.sessionValues.get('__proto__') ?? '')).toEqual(value);
    const emptied = editUsersText(edited, { kind: 'remove', username: 'bob' }, 'users');
    expect(JSON.parse(emptied)).toEqual(JSON.parse(text));
  });

  it('keeps what a YAML file says beside the change', () => {
    const edited = editUsersText(
      commented,
      { kind: 'password', username: 'bob', passwordHash: otherHash },
      'users.yaml',
    );
    const at = commented.lastIndexOf(hash);
    expect(edited).toBe(commented.slice(0, at) + otherHash + commented.slice(at + hash.length));
    expect(editUsersText(commented, adding('cid'), 'users.yaml').startsWith(commented)).toBe(true);
    const removed = editUsersText(commented, { kind: 'remove', username: 'ann' }, 'users.yaml');
    expect(removed).toContain('# bob is on leave\n- username: bob');
    expect(namesIn(removed)).toEqual(['bob']);
  });

  it('finds a user by the name in normalization form C', () => {
    const text = `- {username: "e\\u0301", passwordHash: '${hash}'}\n`;
    expect(editUsersText(text, { kind: 'remove', username: '\u00e9' }, 'users.yaml')).toBe('[]\n');
  });

  it('refuses a user who is there already, or is not there', () => {
    expect(() => editUsersText(commented, adding('ann'), 'u.yaml')).toThrow(
      /u\.yaml has a user "ann" already/,
    );
    expect(() => editUsersText(commented, { kind: 'remove', username: 'x' }, 'u.yaml')).toThrow(
      /u\.yaml has no user "x"/,
    );
  });

  it('refuses to change a file that is broken, and to break one', () => {
    expect(() => editUsersText('- username: ann', adding('bob'), 'u.yaml')).toThrow(
      /u\.yaml cannot be used/,
    );
    expect(() => editUsersText('[]', adding('bob', [['$a', 1]]), 'u.yaml')).toThrow(
      /u\.yaml with this change cannot be used/,
    );
  });

  it('refuses a change that an anchor would carry over to another user', () => {
    const tied = `- username: ann\n  passwordHash: &h ${hash}\n- username: bob\n  passwordHash: *h\n`;
    const password = { kind: 'password', username: 'ann', passwordHash: otherHash } as const;
    expect(() => editUsersText(tied, password, 'u.yaml')).toThrow(/anchor/);
    expect(() => editUsersText(tied, { kind: 'remove', username: 'ann' }, 'u.yaml')).toThrow(
      /alias/,
    );
    const edited = editUsersText(tied, { ...password, username: 'bob' }, 'u.yaml');
    expect(parseUsersDocument(edited, 'u').entries.map(({ passwordHash }) => passwordHash)).toEqual(
      [hash, otherHash],
    );
  });
});
