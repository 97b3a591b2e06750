import { type RefObject, type SubmitEvent, useRef, useState } from 'react';
import { navigate } from '../../navigation/location.ts';
import { useCountdown } from '../../time/use-countdown.ts';
import { useNotices } from '../notices/notices-context.ts';
import { useSignIn } from './use-sign-in.ts';

/** What the form to sign in shows and does. */
export interface SignInForm {
  readonly submit: (event: SubmitEvent<HTMLFormElement>) => void;
  /** The field that takes the focus when an attempt has failed. */
  readonly password: RefObject<HTMLInputElement | null>;
  /** Why the last attempt failed. */
  readonly problem: string | undefined;
  readonly isBusy: boolean;
  /** Until another attempt may succeed; 0 for at once. */
  readonly waitSeconds: number;
}

/** The state of the form; whoever signs in comes to the shop. */
export function useSignInForm(): SignInForm {
  const signIn = useSignIn();
  const notices = useNotices();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [waitSeconds, startWaiting] = useCountdown();
  const password = useRef<HTMLInputElement>(null);

  const attempt = async (fields: FormData): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    const outcome = await signIn(textOf(fields, 'username'), textOf(fields, 'password'));
    setBusy(false);
    if (outcome.kind === 'done') {
      navigate('/');
      notices.tell(`Welcome, ${outcome.username}.`);
      return;
    }
    setProblem(outcome.message);
    if (outcome.kind === 'throttled') startWaiting(outcome.retryAfterSeconds);
    password.current?.focus();
    password.current?.select();
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!isBusy && waitSeconds === 0) void attempt(new FormData(event.currentTarget));
  };
  return { submit, password, problem, isBusy, waitSeconds };
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
