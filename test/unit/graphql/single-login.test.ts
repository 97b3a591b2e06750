import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { singleLoginRule } from '../../../src/graphql/limits/single-login.ts';

const schema = buildSchema(`
  type Query { login: Int }
  type Mutation { login: Int logout: Int }
`);

function faults(document: string): number {
  return validate(schema, parse(document), [singleLoginRule]).length;
}

describe('one login an operation', () => {
  it.each([
    'mutation { login }',
    'mutation { logout a: logout login }',
    'mutation { login: logout a: login }',
    'mutation { ...A } fragment A on Mutation { login }',
    'mutation A { login } mutation B { login }',
    'mutation { logout } fragment A on Mutation { login b: login }',
    'mutation { ...A } fragment A on Mutation { ...A login }',
  ])('is what %s has', (document) => {
    expect(faults(document)).toBe(0);
  });

  it.each([
    'mutation { login login }',
    'mutation { a: login b: login }',
    'mutation { login ... { login } }',
    'mutation { login ... on Mutation @skip(if: true) { login } }',
    'mutation { ...A ...A } fragment A on Mutation { login }',
    'mutation { ...A login } fragment A on Mutation { ...B } fragment B on Mutation { login }',
    'mutation A { login } mutation B { a: login b: login }',
    'query { a: login b: login }',
  ])('is more than %s may have', (document) => {
    expect(faults(document)).toBe(1);
  });

  it('is counted without multiplying the work of nested spreads', () => {
    const depth = 200;
    const fragments = Array.from(
      { length: depth },
      (_, i) => `fragment F${i} on Mutation { ...F${i + 1} ...F${i + 1} }`,
    );
    const document = `mutation { ...F0 } ${fragments.join(' ')} fragment F${depth} on Mutation { login }`;
    expect(faults(document)).toBe(1);
  });
});
