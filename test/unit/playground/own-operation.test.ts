import { describe, expect, it } from '@jest/globals';
import type { DocumentNode } from 'graphql';
import { runsOwnOperation } from '../../../playground/src/own-operation.ts';

interface Run {
  readonly operationName: string | null | undefined;
  readonly document: DocumentNode | undefined;
}

/** What is run of a document when GraphiQL still has the name of an operation before it. */
async function run(query: string, operationName: string | null): Promise<Run> {
  let found: Run | undefined;
  const fetcher = runsOwnOperation((params, options) => {
    found = { operationName: params.operationName, document: options?.documentAST };
    return { data: {} };
  });
  await fetcher({ query, operationName });
  if (found === undefined) throw new Error('Nothing was run');
  return found;
}

describe('what the playground runs', () => {
  it('is the only operation of the document, whatever was there before', async () => {
    expect((await run('query Now { a }', 'Before')).operationName).toBe('Now');
    expect((await run('{ a }', 'Before')).operationName).toBeNull();
  });

  it('is the chosen one of several', async () => {
    expect((await run('query One { a } query Two { a }', 'Two')).operationName).toBe('Two');
  });

  it('is a subscription if the document says so', async () => {
    const { document } = await run('subscription Now { a }', 'Before');
    expect(document?.definitions[0]).toMatchObject({ operation: 'subscription' });
  });

  it('is a wrong document as it is, for the gateway to say what is wrong', async () => {
    expect(await run('query {', 'Before')).toEqual({
      operationName: 'Before',
      document: undefined,
    });
  });
});
