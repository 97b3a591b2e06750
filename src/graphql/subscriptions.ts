import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  subscribe,
  validate,
} from 'graphql';
import { formatError } from './error-mapping.ts';
import type { GraphQLContext } from './graphql-context.ts';
import { documentRules, type DocumentLimits } from './limits/document-limits.ts';
import { type OperationOutcome, outcomeOf } from './operation-outcome.ts';
import { unconditionalSubscriptionRule } from './limits/unconditional-subscription.ts';
import { type ErrorLog, logErrors } from './log-internal-errors.ts';

/** How documents of subscriptions are treated: as those of other operations are. */
export interface SubscriptionsOptions extends DocumentLimits {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly log: ErrorLog;
  /** Told of each subscription that began or was refused. @param name As the client gave it. */
  readonly onAnswered?:
    ((name: string | null | undefined, outcome: OperationOutcome) => void) | undefined;
}

/** What a client asks for. */
export interface SubscriptionRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A result as it was executed. */
export interface UnformattedResult {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

/** A result as clients get it. */
export interface FormattedResult {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** As many as graphql-js reports of an execution. */
const maxVariableErrors = 50;

/** Executes subscriptions, whatever transport they come by. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #rules: typeof specifiedRules;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#rules = [...specifiedRules, ...documentRules(options), unconditionalSubscriptionRule];
  }

  /** Whether a request carries what can prove a session at all; without I/O. */
  admits({ session }: GraphQLContext): boolean {
    return session.currentId !== undefined;
  }

  /** What to execute, or why not: the document is at fault, or its variables are. */
  prepare(
    request: SubscriptionRequest,
    contextValue: GraphQLContext,
  ): ExecutionArgs | readonly GraphQLError[] {
    const prepared = this.#prepare(request, contextValue);
    if (!('schema' in prepared)) {
      this.#options.onAnswered?.(request.operationName, 'request-error');
    }
    return prepared;
  }

  /** Begins a subscription. @returns Its results one by one, or the one result that says why there are none. */
  async subscribe(args: ExecutionArgs): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
    const begun = await subscribe(args);
    const { onAnswered } = this.#options;
    if (onAnswered) {
      const name = getOperationAST(args.document, args.operationName)?.name?.value;
      onAnswered(name, Symbol.asyncIterator in begun ? 'ok' : outcomeOf(formatted(begun)));
    }
    return begun;
  }

  #prepare(
    { query, operationName, variables }: SubscriptionRequest,
    contextValue: GraphQLContext,
  ): ExecutionArgs | readonly GraphQLError[] {
    const { schema } = this.#options;
    const document = this.#parse(query);
    if (document instanceof GraphQLError) return [document];
    const faults = validate(schema, document, this.#rules);
    if (faults.length > 0) return this.#coded(faults, 'GRAPHQL_VALIDATION_FAILED');
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return [noSubscription()];
    const { errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      variables ?? {},
      { maxErrors: maxVariableErrors },
    );
    // Left to the execution, they would look like a failure of the gateway.
    if (errors) return this.#coded(errors, 'BAD_USER_INPUT');
    return {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue,
    };
  }

  /** A result with its errors as clients may see them; what they may not is logged. */
  format({ data, errors }: UnformattedResult, { request }: GraphQLContext): FormattedResult {
    return {
      ...(data !== undefined && { data }),
      ...(errors !== undefined && { errors: this.formatErrors(errors, request.id) }),
    };
  }

  /** @param requestId Names the request in the log. */
  formatErrors(
    errors: readonly GraphQLError[],
    requestId: string,
  ): readonly GraphQLFormattedError[] {
    logErrors(this.#options.log, requestId, errors);
    return errors.map((error) => formatError(error.toJSON(), error));
  }

  #parse(query: string): DocumentNode | GraphQLError {
    try {
      return parse(query, { maxLexicalTokens: this.#options.maxTokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return withCode(error, error.message, 'GRAPHQL_PARSE_FAILED');
    }
  }

  #coded(faults: readonly GraphQLError[], code: string): readonly GraphQLError[] {
    return faults.map((fault) => {
      const { message } = fault;
      // As Apollo Server does it for the other operations: suggestions would tell of the schema.
      const told = this.#options.introspection
        ? message
        : message.replace(/ ?Did you mean(.+?)\?$/, '');
      return withCode(fault, told, code);
    });
  }
}

function formatted({ data, errors }: ExecutionResult): FormattedResult {
  return {
    ...(data !== undefined && { data }),
    ...(errors && { errors: errors.map((error) => formatError(error.toJSON(), error)) }),
  };
}

function noSubscription(): GraphQLError {
  return new GraphQLError(
    'the document has no subscription of this name: ask queries and mutations by POST, with Accept: application/json',
    { extensions: { code: 'BAD_REQUEST' } },
  );
}

function withCode(error: GraphQLError, message: string, code: string): GraphQLError {
  const { nodes = null, source = null, positions = null } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
