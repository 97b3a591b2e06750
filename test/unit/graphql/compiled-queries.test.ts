import { ApolloServer, type BaseContext } from '@apollo/server';
import { describe, expect, it } from '@jest/globals';
import { CompiledQueries } from '../../../src/graphql/compiled-queries.ts';
import { pluginOf } from '../../../src/graphql/operation-hooks.ts';

const typeDefs = `#graphql
  scalar Anything
  union Found = Dog | Cat
  type Query { pet(name: String = "Rex", size: Int): Pet, found: [Found!]!, must: Int!, slow: Pet, failing: Int, shaky: Int, any(of: Anything): Anything }
  type Mutation { rename(name: String!): Pet }
  type Pet { name: String!, friend: Pet, tags: [String], size: Int }
  type Dog { barks: Boolean! }
  type Cat { lives: Int! }
`;
const rex = { name: 'Rex', tags: ['a', null], friend: { name: 'Tom', tags: null } };
const resolvers = {
  Query: {
    pet: (_parent: unknown, args: object) => ({ ...rex, ...args }),
    found: () => [
      { __typename: 'Dog', barks: true },
      { __typename: 'Cat', lives: 9 },
    ],
    must: () => null,
    slow: () => Promise.resolve(rex),
    failing: () => Promise.reject(new Error('broken')),
    any: () => ({ ['__proto__']: 1, list: [1, { a: null }] }),
  },
  Mutation: { rename: (_parent: unknown, args: object) => ({ ...rex, ...args }) },
};

interface Case {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

interface Circumstances {
  readonly times?: number;
  /** Whether the field `shaky` fails at this time. */
  readonly isBroken?: (time: number) => boolean;
}

/** Asks the same again and again, and tells the answers and how often Apollo Server executed it. */
async function askOften(
  { query, variables = {}, operationName }: Case,
  { times = 50, isBroken = () => false }: Circumstances = {},
): Promise<[string[], number]> {
  let executions = 0;
  let time = 0;
  const shaky = (): number => {
    if (isBroken(time)) throw new Error('broken');
    return 1;
  };
  const apollo = new ApolloServer({
    typeDefs,
    resolvers: { ...resolvers, Query: { ...resolvers.Query, shaky } },
    includeStacktraceInErrorResponses: false,
    plugins: [
      pluginOf<BaseContext>([new CompiledQueries()]),
      {
        requestDidStart: () =>
          Promise.resolve({
            executionDidStart: () => {
              executions += 1;
              return Promise.resolve();
            },
          }),
      },
    ],
  });
  const answers: string[] = [];
  for (; time < times; time += 1) {
    const { body } = await apollo.executeOperation({
      query,
      variables,
      ...(operationName !== undefined && { operationName }),
    });
    answers.push(JSON.stringify(body));
  }
  await apollo.stop();
  return [answers, executions];
}

const plainQueries: readonly Case[] = [
  { query: '{ pet { name tags friend { name friend { name } } } }' },
  { query: '{ __typename a: pet { __typename name } slow { name } any }' },
  { query: '{ found { __typename ... on Dog { barks } ... on Cat { lives } } }' },
  { query: '{ pet { ...P friend { ...P } } slow { ...P } } fragment P on Pet { name tags }' },
  {
    query: 'query ($name: String, $size: Int = 3) { pet(name: $name, size: $size) { name size } }',
    variables: { name: 'Ω' },
  },
];

const leftToApollo: readonly Case[] = [
  { query: '{ __schema { types { name fields { name type { name } } } } }' },
  { query: `{ pet { name } } # ${'long '.repeat(1_000)}` },
  { query: 'mutation { rename(name: "Max") { name } }' },
  {
    query: 'query ($no: Boolean!) { pet { name tags @skip(if: $no) } }',
    variables: { no: true },
  },
  { query: 'query { failing pet { name } }' },
  { query: '{ any(of: { a: 1 }) }' },
  { query: '{ __proto__: __typename pet { __proto__: name tags } }' },
  { query: '{ must pet { name } }' },
  { query: 'query ($size: Int) { pet(size: $size) { size } }', variables: { size: 'large' } },
];

describe('compiled queries', () => {
  it.each(plainQueries)('answer alike before and after compiling: $query', async (asked) => {
    const [answers, executions] = await askOften(asked);
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).not.toContain('errors');
    expect(executions).toBeLessThan(40);
  });

  it('do not answer for an operation that the document lacks', async () => {
    const query = 'query Named { pet { name } }';
    const [answers, executions] = await askOften({ query, operationName: 'Other' });
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('Unknown operation named');
    expect(executions).toBe(50);
  });

  it.each(leftToApollo)('leave to Apollo Server, every time: $query', async (asked) => {
    const [answers, executions] = await askOften(asked);
    expect(new Set(answers).size).toBe(1);
    expect(executions).toBe(50);
  });

  it('go on where failures are few, however many they become', async () => {
    const isBroken = (time: number): boolean => time >= 40 && time % 4 === 0;
    const [answers, executions] = await askOften({ query: '{ shaky }' }, { times: 140, isBroken });
    expect(answers.filter((answer) => answer.includes('broken'))).toHaveLength(25);
    expect(executions).toBe(31 + 25);
  });

  it('are compiled again some time after all failed', async () => {
    const isBroken = (time: number): boolean => time >= 40 && time < 50;
    const [answers, executions] = await askOften({ query: '{ shaky }' }, { times: 140, isBroken });
    expect(answers.filter((answer) => answer.includes('broken'))).toHaveLength(10);
    // Until it is compiled, while it fails, and until it is compiled again.
    expect(executions).toBe(31 + 8 + 31);
  });
});
