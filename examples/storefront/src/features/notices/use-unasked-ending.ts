import { useEffect, useRef, useState } from 'react';
import { useGateway } from '../../gateway/gateway-context.tsx';
import { useSession } from '../../gateway/use-session.ts';
import { cartLines } from '../cart/cart.ts';

/** What the user lost without asking for it in this tab. */
export type UnaskedEnding = 'signedOut' | 'cartGone';

/** @returns What was lost, until somebody signs in or it is dismissed; and the function that dismisses it. */
export function useUnaskedEnding(): readonly [UnaskedEnding | undefined, () => void] {
  const { isLeaving } = useGateway();
  const session = useSession();
  const sessionBefore = useRef(session);
  const [ending, setEnding] = useState<UnaskedEnding>();
  useEffect(() => {
    if (session === undefined) return;
    const before = sessionBefore.current;
    sessionBefore.current = session;
    if (session?.user) {
      setEnding(undefined);
      if (!before?.user) isLeaving(false);
    } else if (before?.user) {
      if (!isLeaving()) setEnding('signedOut');
    } else if (before && before.id !== session?.id && cartLines(before.values).length > 0) {
      setEnding('cartGone');
    }
  }, [isLeaving, session]);
  return [
    ending,
    () => {
      setEnding(undefined);
    },
  ];
}
