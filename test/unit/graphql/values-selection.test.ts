import { describe, expect, it } from '@jest/globals';
import { buildSchema, graphql } from 'graphql';
import { ValuesSelection } from '../../../src/graphql/values-selection.ts';

const schema = buildSchema(`
  type Query { session: Session holder: Holder }
  type Holder { session: Session }
  type Session { id: Int values: Int value(key: String): Int again: Session }
`);

async function partsOf(document: string, selection = new ValuesSelection()): Promise<string> {
  let parts = 'not asked';
  const session = (
    _args: unknown,
    _context: unknown,
    info: Parameters<ValuesSelection['partsOf']>[0],
  ): null => {
    parts = selection.partsOf(info);
    return null;
  };
  const { errors } = await graphql({
    schema,
    source: document,
    rootValue: { session, holder: session },
  });
  expect(errors).toBeUndefined();
  return parts;
}

describe('what a selection needs of a session', () => {
  it.each([
    ['{ session { id } }', 'metadata'],
    ['{ session { __typename again { id } } }', 'metadata'],
    ['{ session { values } }', 'all'],
    ['{ session { a: value(key: "a") } }', 'all'],
    ['{ session { values: id } }', 'metadata'],
    ['{ session { id } session { values } }', 'all'],
    ['{ session { ... { ... on Session { values } } } }', 'all'],
    ['{ session { ...A } } fragment A on Session { ...B } fragment B on Session { values }', 'all'],
    ['{ session { ...A } } fragment A on Session { id }', 'metadata'],
    ['{ holder { session { values } } }', 'all'],
    ['{ holder { session { id } } }', 'metadata'],
    ['{ session { again { again { values } } } }', 'all'],
  ])('%s: %s', async (document, parts) => {
    expect(await partsOf(document)).toBe(parts);
  });

  it('is told apart for documents that differ, though one selection remembers them all', async () => {
    const selection = new ValuesSelection();
    for (let i = 0; i < 2; i++) {
      expect(await partsOf('{ session { id } }', selection)).toBe('metadata');
      expect(await partsOf('{ session { values } }', selection)).toBe('all');
    }
  });
});
