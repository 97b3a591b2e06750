import type { ReactiveVar } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useSubscription } from '@apollo/client/react';
import { type ReactElement, useEffect, useState } from 'react';
import { backOffMs } from './back-off.ts';
import { useGateway } from './gateway-context.tsx';
import { errorCodes } from './outage.ts';
import { readSession } from './read-session.ts';
import { forgetSession } from './session-cache.ts';
import { SessionEventsDocument } from './session-documents.ts';
import { useSession } from './use-session.ts';

/**
 * Keeps the session in the cache what it is on the server, whoever changes it: other tabs, other devices, time.
 *
 * Only while there is a session: the gateway lets nobody else subscribe.
 */
export function SessionFollower(): ReactElement | null {
  const session = useSession();
  return session ? <SessionEvents key={session.id} /> : null;
}

function SessionEvents(): null {
  const { client, clockOffsetMs } = useGateway();
  const [stop, setStop] = useState<Stop>();
  const { restart } = useSubscription(SessionEventsDocument, {
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      if (data === undefined) return;
      setStop(undefined);
      // The session of CURRENT and CHANGED is in the cache already: Apollo has put it where `useSession` looks.
      const { type, at } = data.sessionEvents;
      noteClock(clockOffsetMs, at);
      if (type === 'ENDED') forgetSession(client.cache);
    },
    onError: (error) => {
      setStop((last) => ({ count: last?.count ?? 0, isRefusal: isRefusal(error) }));
    },
    // After an error, too.
    onComplete: () => {
      setStop((last) => ({ isRefusal: false, ...last, count: (last?.count ?? 0) + 1 }));
    },
  });

  useEffect(() => {
    if (stop === undefined || stop.count === 0) return;
    let isOver = false;
    const resume = async (): Promise<void> => {
      // RENEWED has completed the stream, or the session has ended unheard: the cookie that the browser has now
      // tells. Only then, since reading is use: a page that cannot subscribe must not keep its session alive by
      // trying.
      if (!stop.isRefusal) await readSession(client).catch(() => undefined);
      if (!isOver) restart();
    };
    const timer = setTimeout(() => void resume(), stop.count === 1 ? 0 : backOffMs(stop.count));
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [client, stop, restart]);
  return null;
}

/** That the stream has stopped: how often since the last event, and whether the gateway would not begin one. */
interface Stop {
  readonly count: number;
  readonly isRefusal: boolean;
}

/** As in `TOO_MANY_SUBSCRIPTIONS`: it may do so later, and says nothing of the session. */
function isRefusal(error: unknown): boolean {
  return CombinedGraphQLErrors.is(error) && !errorCodes(error.errors).includes('UNAUTHENTICATED');
}

/** Less than this is the way that the event took. */
const clockToleranceMs = 1_000;

function noteClock(clockOffsetMs: ReactiveVar<number>, at: string): void {
  const offsetMs = Date.parse(at) - Date.now();
  if (Math.abs(offsetMs - clockOffsetMs()) > clockToleranceMs) clockOffsetMs(offsetMs);
}
