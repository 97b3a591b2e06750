import type { ReactiveVar } from '@apollo/client';
import { useSubscription } from '@apollo/client/react';
import { type ReactElement, useEffect, useState } from 'react';
import { backOffMs } from './back-off.ts';
import { useGateway } from './gateway-context.tsx';
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
  const [endings, setEndings] = useState(0);
  const { restart } = useSubscription(SessionEventsDocument, {
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      if (data === undefined) return;
      setEndings(0);
      // The session of CURRENT and CHANGED is in the cache already: Apollo has put it where `useSession` looks.
      const { type, at } = data.sessionEvents;
      noteClock(clockOffsetMs, at);
      if (type === 'ENDED') forgetSession(client.cache);
    },
    // Also after an error, as when the session ended while the connection was lost.
    onComplete: () => {
      setEndings((count) => count + 1);
    },
  });

  // RENEWED has completed the stream: the new cookie is needed to read the session, and to subscribe again.
  useEffect(() => {
    if (endings === 0) return;
    let isOver = false;
    const resume = async (): Promise<void> => {
      await readSession(client).catch(() => undefined);
      if (!isOver) restart();
    };
    const timer = setTimeout(() => void resume(), endings === 1 ? 0 : backOffMs(endings));
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [client, endings, restart]);
  return null;
}

/** Less than this is the way that the event took. */
const clockToleranceMs = 1_000;

function noteClock(clockOffsetMs: ReactiveVar<number>, at: string): void {
  const offsetMs = Date.parse(at) - Date.now();
  if (Math.abs(offsetMs - clockOffsetMs()) > clockToleranceMs) clockOffsetMs(offsetMs);
}
