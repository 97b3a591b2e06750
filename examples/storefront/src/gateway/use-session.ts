import { useQuery } from '@apollo/client/react';
import type { SessionStateFragment } from '../generated/graphql.ts';
import { CurrentSessionDocument } from './session-documents.ts';

/**
 * The session of this browser, kept current by every answer and event.
 *
 * @returns Null when there is none; absent while nothing is known, as when the gateway was never reached.
 */
export function useSession(): SessionStateFragment | null | undefined {
  return useQuery(CurrentSessionDocument).data?.session;
}
