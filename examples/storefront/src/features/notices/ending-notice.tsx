import type { ReactElement } from 'react';
import { useGateway } from '../../gateway/gateway-context.tsx';
import { readSession } from '../../gateway/read-session.ts';
import { PageLink } from '../../navigation/page-link.tsx';
import { focusHeading } from '../../navigation/view.tsx';
import { type EndingSession, useEndingSession } from './use-ending-session.ts';

/** Says so when the session is about to end, and lets the user put it off where that is possible (WCAG 2.2.1). */
export function EndingNotice(): ReactElement {
  const { client } = useGateway();
  const ending = useEndingSession();
  const stay = (): void => {
    // Any use of the session begins its idle timeout anew.
    readSession(client).then(focusHeading, () => undefined);
  };
  return (
    <div>
      <div className={ending && 'banner'}>
        {/* Told once: the seconds beside it are no part of it. */}
        <p role="alert">{ending && announcement(ending)}</p>
        {ending && (
          <div className="banner-actions">
            <span role="timer" className="time-left">
              {formatSeconds(ending.leftSeconds)}
            </span>
            {ending.by === 'idle' ? (
              <button type="button" className="primary" onClick={stay}>
                {ending.isSignedIn ? 'Stay signed in' : 'Keep my cart'}
              </button>
            ) : (
              <PageLink to="/sign-in">Sign in again</PageLink>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

function announcement({ by, isSignedIn }: EndingSession): string {
  if (!isSignedIn) return 'Your cart will soon be emptied.';
  return by === 'idle'
    ? 'You will soon be signed out, since you have not done anything for a while.'
    : 'Your time is nearly up: sign in again to stay signed in.';
}

/** As in `1:05`. */
function formatSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
