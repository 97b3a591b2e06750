import type { ReactElement } from 'react';
import { PageLink } from '../../navigation/page-link.tsx';
import { focusHeading } from '../../navigation/view.tsx';
import { useUnaskedEnding } from './use-unasked-ending.ts';

/** Says so when the session has ended and the user did not ask for it in this tab. */
export function EndedNotice(): ReactElement {
  const [ending, dismiss] = useUnaskedEnding();
  return (
    <div role="alert">
      {ending && (
        <div className="banner">
          <p>
            {ending === 'signedOut'
              ? 'You were signed out: on another page or device, or because your time was up.'
              : 'Your cart was not used for a while, so it is empty again.'}
          </p>
          <div className="banner-actions">
            {ending === 'signedOut' && <PageLink to="/sign-in">Sign in again</PageLink>}
            <button
              type="button"
              className="quiet"
              onClick={() => {
                dismiss();
                focusHeading();
              }}
            >
              Dismiss
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
