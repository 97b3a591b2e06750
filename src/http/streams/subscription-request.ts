import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { SubscriptionRequest } from '../../graphql/subscriptions.ts';
import { searchOf } from '../search-of.ts';

/** Other members, as `extensions`, are not for here. */
const parameters = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** Reads what a POST or GET asks for, as GraphQL over HTTP has it. @returns An error that says what is wrong. */
export function readSubscription(request: FastifyRequest): SubscriptionRequest | GraphQLError {
  const given = request.method === 'GET' ? inSearch(request.url) : request.body;
  const parsed = parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? 'the body')))];
  return new GraphQLError(
    `${names.join(', ')}: send query as text, and variables and operationName, if any, as an object and as text`,
    { extensions: { code: 'BAD_REQUEST' } },
  );
}

function inSearch(url: string): Record<string, unknown> {
  const given: Record<string, unknown> = Object.fromEntries(new URLSearchParams(searchOf(url)));
  if (typeof given['variables'] === 'string') given['variables'] = parseOrKeep(given['variables']);
  return given;
}

function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
