import { describe, expect, it } from '@jest/globals';
import { SettingsStorage } from '../../../playground/src/settings-storage.ts';

/** What the browser keeps: an entry of another page to begin with. */
function open(): { readonly kept: Map<string, string>; readonly storage: SettingsStorage } {
  const kept = new Map([['other', 'x']]);
  const storage = new SettingsStorage({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      kept.set(key, value);
    },
    removeItem: (key) => {
      kept.delete(key);
    },
  });
  return { kept, storage };
}

describe("the playground's storage", () => {
  it('lets the browser keep how the page looks', () => {
    const { kept, storage } = open();
    storage.setItem('graphiql:theme', 'dark');
    expect(kept.get('graphiql:theme')).toBe('dark');
    expect(storage.getItem('graphiql:theme')).toBe('dark');
    storage.removeItem('graphiql:theme');
    expect(kept.has('graphiql:theme')).toBe(false);
  });

  it.each(['tabState', 'query', 'variables', 'headers', 'queries', 'favorites', 'anything'])(
    'keeps %s itself, where a password may be',
    (name) => {
      const { kept, storage } = open();
      storage.setItem(`graphiql:${name}`, 'secret');
      expect(storage.getItem(`graphiql:${name}`)).toBe('secret');
      expect([...kept.keys()]).toEqual(['other']);
      storage.removeItem(`graphiql:${name}`);
      expect(storage.getItem(`graphiql:${name}`)).toBeNull();
    },
  );

  it('counts and clears what is its own', () => {
    const { kept, storage } = open();
    storage.setItem('graphiql:theme', 'dark');
    storage.setItem('graphiql:query', '{ a }');
    expect(storage.length).toBe(2);
    storage.clear();
    expect(storage.length).toBe(0);
    expect([...kept.keys()]).toEqual(['other']);
  });
});
