import { useEffect, useState } from 'react';

const tickMs = 1_000;

/**
 * The time by this machine's clock, in Unix milliseconds, anew every second.
 *
 * @param isTicking False: as it was; nothing is rendered for it.
 */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isTicking) return;
    const update = (): void => {
      setNow(Date.now());
    };
    update();
    const timer = setInterval(update, tickMs);
    return () => {
      clearInterval(timer);
    };
  }, [isTicking]);
  return now;
}
