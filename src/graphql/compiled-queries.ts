import {
  type BaseContext,
  type GraphQLRequestContext,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { isCompilable } from './compilable-document.ts';
import type { OperationHooks } from './operation-hooks.ts';

/** Compiling costs as much as some tens of executions, so a document that is asked once is not worth it. */
const executionsBeforeCompiling = 32;

/** So that a client that sends ever new documents cannot fill the memory with code; about a megabyte each at most. */
const maxDocuments = 100;

/**
 * A query that goes on failing is executed twice each time, so after so many failures in a row it is forgotten, and
 * counted anew: what failed may have been a node that is back by then.
 */
const maxFailures = 8;

/**
 * Executes the queries that come again and again as compiled code: measured, a small query takes a third less.
 *
 * It only ever answers what ran without an error. Whatever else there is, Apollo Server executes (again, since a query
 * changes nothing) as it always does: then errors, masking and statuses are those of one place.
 */
export class CompiledQueries implements OperationHooks<BaseContext> {
  readonly #known = new LRUCache<DocumentNode, Known>({ max: maxDocuments });

  readonly responseForOperation = async (
    request: GraphQLRequestContext<BaseContext>,
  ): Promise<GraphQLResponse | null> => {
    const { document } = request;
    const known = this.#note(request);
    if (document === undefined || known?.query === undefined) return null;
    const variables = request.request.variables ?? {};
    const { data, errors } = await known.query(undefined, request.contextValue, variables);
    if (errors !== undefined || data === undefined || data === null) {
      known.failures += 1;
      if (known.failures === maxFailures) this.#known.delete(document);
      return null;
    }
    known.failures = 0;
    return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data } } };
  };

  /** Counts an execution, and compiles the document when it is time. */
  #note(request: GraphQLRequestContext<BaseContext>): Known | undefined {
    const { document, operation, schema } = request;
    // Without an operation the request names one that the document lacks: Apollo Server tells so.
    if (document === undefined || operation === undefined) return undefined;
    let known = this.#known.get(document);
    if (known === undefined) {
      known = { executions: 0, failures: 0, query: undefined };
      this.#known.set(document, known);
    }
    known.executions += 1;
    if (known.executions === executionsBeforeCompiling && isCompilable(document)) {
      const compiled = compileQuery(schema, document);
      if (isCompiledQuery(compiled)) known.query = compiled.query;
    }
    return known;
  }
}

interface Known {
  executions: number;
  failures: number;
  query: CompiledQuery['query'] | undefined;
}
