import type { Fetcher } from '@graphiql/toolkit';
import { type DocumentNode, Kind, parse } from 'graphql';

/**
 * Runs what the document holds. GraphiQL reads a document once nobody has typed for a moment; who runs it before, having
 * pasted it or turned to another tab, would be told that there is no operation of the name that was there before.
 */
export function runsOwnOperation(fetcher: Fetcher): Fetcher {
  return (params, options) => {
    const documentAST = parsed(params.query);
    if (documentAST === undefined) return fetcher(params, options);
    const names = operationNames(documentAST);
    const operationName = (names.length === 1 ? names[0] : params.operationName) ?? null;
    return fetcher({ ...params, operationName }, { ...options, documentAST });
  };
}

/** Undefined for a document that is wrong: the gateway says what is. */
function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

function operationNames({ definitions }: DocumentNode): readonly (string | undefined)[] {
  return definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map(({ name }) => name?.value);
}
