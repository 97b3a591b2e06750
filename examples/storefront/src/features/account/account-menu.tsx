import type { ReactElement } from 'react';
import { useSession } from '../../gateway/use-session.ts';
import { PageLink } from '../../navigation/page-link.tsx';
import { useSignOut } from './use-sign-out.ts';

/** Who is signed in and what they can do; a way to sign in for everybody else. */
export function AccountMenu(): ReactElement | null {
  const session = useSession();
  const signOut = useSignOut();
  // Not known yet, or out of reach: it would be wrong to say that nobody is signed in.
  if (session === undefined) return null;
  if (!session?.user) return <PageLink to="/sign-in">Sign in</PageLink>;
  return (
    <>
      <PageLink to="/devices">
        {session.user.username}
        <span className="visually-hidden"> your devices</span>
      </PageLink>
      <button type="button" className="quiet" onClick={() => void signOut()}>
        Sign out
      </button>
    </>
  );
}
