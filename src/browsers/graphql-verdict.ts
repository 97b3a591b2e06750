import { z } from 'zod';
import type { GatewayAnswer } from './gateway-answer.ts';

/** How the probing mutation was taken; `unknown` when the answer is none of this gateway. */
export type GraphqlVerdict = 'accepted' | 'refused' | 'unknown';

const acceptance = z.object({ data: z.object({ __typename: z.string() }) });
const refusal = z.object({
  errors: z.array(z.object({ extensions: z.object({ code: z.literal('FORBIDDEN') }) })).min(1),
});

/** Reads the answer to `mutation { __typename }`. */
export function graphqlVerdict({ status, body }: GatewayAnswer): GraphqlVerdict {
  const answer = parsed(body);
  if (status === 200 && acceptance.safeParse(answer).success) return 'accepted';
  return status === 403 && refusal.safeParse(answer).success ? 'refused' : 'unknown';
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
