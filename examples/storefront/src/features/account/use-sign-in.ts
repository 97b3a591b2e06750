import { useMutation } from '@apollo/client/react';
import { rememberSession } from '../../gateway/session-cache.ts';
import { LoginDocument } from './account-documents.ts';
import { explainFailure } from '../notices/explain-failure.ts';

/** How an attempt to sign in ended. */
export type SignInOutcome =
  | { readonly kind: 'done'; readonly username: string }
  /** `message`: for the user, in the language of the browser. */
  | { readonly kind: 'wrong' | 'failed'; readonly message: string }
  | { readonly kind: 'throttled'; readonly message: string; readonly retryAfterSeconds: number };

/** @returns A function that signs in and never rejects. */
export function useSignIn(): (username: string, password: string) => Promise<SignInOutcome> {
  const [login] = useMutation(LoginDocument, {
    update: (cache, { data }) => {
      if (data?.login.__typename === 'LoginSuccess') rememberSession(cache, data.login.session);
    },
  });
  return async (username, password) => {
    try {
      const { data } = await login({ variables: { username, password } });
      switch (data?.login.__typename) {
        case 'LoginSuccess':
          return { kind: 'done', username: data.login.session.user?.username ?? username };
        case 'InvalidCredentials':
          return { kind: 'wrong', message: data.login.message };
        case 'LoginThrottled':
          return { kind: 'throttled', ...data.login };
        case undefined:
          return { kind: 'failed', message: explainFailure(undefined) };
      }
    } catch (error) {
      return { kind: 'failed', message: explainFailure(error) };
    }
  };
}
