import { useReactiveVar } from '@apollo/client/react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useGateway } from '../../gateway/gateway-context.tsx';
import { peekSession, readSession } from '../../gateway/read-session.ts';
import { type SessionEnd, sessionEnd } from '../../gateway/session-end.ts';
import { useSession } from '../../gateway/use-session.ts';
import { useAt } from '../../time/use-at.ts';
import { useNow } from '../../time/use-now.ts';
import { cartLines } from '../cart/cart.ts';

/** A session that is about to end. */
export interface EndingSession {
  readonly by: SessionEnd['by'];
  readonly leftSeconds: number;
  readonly isSignedIn: boolean;
}

/** While the notice is shown. */
const peeks = 10;

/** How long the gateway has to tell of the end itself. */
const tellingTimeMs = 3_000;

/**
 * @returns Absent while there is time, or nothing to lose. Before it says so it asks, and it keeps asking while it does:
 *   another tab may have used the session.
 */
export function useEndingSession(): EndingSession | undefined {
  const { client, clockOffsetMs } = useGateway();
  const offsetMs = useReactiveVar(clockOffsetMs);
  const session = useSession();
  const isSignedIn = session?.user != null;
  const hasSomething = isSignedIn || cartLines(session?.values ?? {}).length > 0;
  const end = session && hasSomething ? sessionEnd(session) : undefined;
  const [confirmedEndAt, setConfirmedEndAt] = useState<number>();
  const isConfirmed = end !== undefined && end.at === confirmedEndAt;
  const now = useNow(isConfirmed) + offsetMs;
  // The clock may have been set right after it was confirmed: the first event tells how far it is off.
  const isNear = isConfirmed && now >= end.noticeAt;
  const peekEveryMs = end && (end.at - end.noticeAt) / peeks;

  const peek = useEffectEvent(() => peekSession(client).catch(() => undefined));
  useAt(end && end.noticeAt - offsetMs, () => {
    void peek().then(() => {
      setConfirmedEndAt(end?.at);
    });
  });
  useAt(end && end.at + tellingTimeMs - offsetMs, () => {
    readSession(client).catch(() => undefined);
  });
  useEffect(() => {
    if (!isNear || peekEveryMs === undefined) return;
    const timer = setInterval(() => void peek(), peekEveryMs);
    return () => {
      clearInterval(timer);
    };
  }, [isNear, peekEveryMs]);

  if (!isNear) return undefined;
  return {
    by: end.by,
    leftSeconds: Math.max(0, Math.round((end.at - now) / 1000)),
    isSignedIn,
  };
}
