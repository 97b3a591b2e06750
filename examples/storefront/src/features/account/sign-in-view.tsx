import type { ReactElement } from 'react';
import { View } from '../../navigation/view.tsx';
import { useSignInForm } from './use-sign-in-form.ts';
import './sign-in.css';

/** The form to sign in with. What is in the cart comes along. */
export function SignInView(): ReactElement {
  const { submit, password, problem, isBusy, waitSeconds } = useSignInForm();
  return (
    <View title="Sign in" className="sign-in">
      <form onSubmit={submit}>
        <label htmlFor="username">Username</label>
        <input
          id="username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          required
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
        {/* Not disabled, which would take the focus away: it just does nothing meanwhile. */}
        <button type="submit" className="primary" aria-disabled={isBusy || waitSeconds > 0}>
          {waitSeconds > 0 ? `Wait ${waitSeconds} s` : isBusy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      <p className="hint">Your cart stays as it is when you sign in.</p>
    </View>
  );
}
