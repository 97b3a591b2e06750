import { useEffect, useEffectEvent } from 'react';

/** Browsers take a longer delay for none. */
const longestDelayMs = 2 ** 31 - 1;

/**
 * Does something at an instant, at once if it has passed; anew when the instant changes.
 *
 * @param at Unix milliseconds by this machine's clock; absent for never.
 */
export function useAt(at: number | undefined, action: () => void): void {
  const act = useEffectEvent(action);
  useEffect(() => {
    if (at === undefined) return;
    const delayMs = Math.max(0, at - Date.now());
    if (delayMs > longestDelayMs) return;
    const timer = setTimeout(() => {
      act();
    }, delayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [at]);
}
