import { type ReactElement, type SubmitEvent, useRef, useState } from 'react';
import { navigate } from '../../navigation/location.ts';
import { View } from '../../navigation/view.tsx';
import { useNotices } from '../notices/notices-context.ts';
import { useCountdown } from '../../time/use-countdown.ts';
import { useSignIn } from './use-sign-in.ts';
import './sign-in.css';

/** The form to sign in with. What is in the cart comes along. */
export function SignInView(): ReactElement {
  const signIn = useSignIn();
  const notices = useNotices();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [waitSeconds, startWaiting] = useCountdown();
  const password = useRef<HTMLInputElement>(null);

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (isBusy || waitSeconds > 0) return;
    const fields = new FormData(event.currentTarget);
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

  return (
    <View title="Sign in" className="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <label htmlFor="username">Username</label>
        <input
          id="username"
          name="username"
          autoComplete="username"
          required
          autoCapitalize="none"
        />
        <label htmlFor="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          ref={password}
          aria-invalid={problem !== undefined}
          aria-describedby="sign-in-problem"
        />
        <p id="sign-in-problem" className="problem" role="alert">
          {problem}
        </p>
        <button type="submit" className="primary" aria-disabled={isBusy || waitSeconds > 0}>
          {waitSeconds > 0 ? `Wait ${waitSeconds} s` : isBusy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      <p className="hint">Your cart stays as it is when you sign in.</p>
    </View>
  );
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
