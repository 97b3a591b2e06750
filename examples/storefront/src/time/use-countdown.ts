import { useState } from 'react';
import { useNow } from './use-now.ts';

/** Counts whole seconds down to 0. @returns What is left, and a function that starts it. */
export function useCountdown(): readonly [number, (seconds: number) => void] {
  const [endAt, setEndAt] = useState(0);
  const [isRunning, setRunning] = useState(false);
  const now = useNow(isRunning);
  const left = Math.max(0, Math.ceil((endAt - now) / 1000));
  if (isRunning && left === 0) setRunning(false);
  const start = (seconds: number): void => {
    setEndAt(Date.now() + seconds * 1000);
    setRunning(true);
  };
  return [isRunning ? left : 0, start];
}
