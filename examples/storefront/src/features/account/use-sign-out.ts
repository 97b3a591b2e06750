import { useMutation } from '@apollo/client/react';
import { useGateway } from '../../gateway/gateway-context.tsx';
import { forgetSession } from '../../gateway/session-cache.ts';
import { focusHeading } from '../../navigation/view.tsx';
import { navigate } from '../../navigation/location.ts';
import { explainFailure } from '../notices/explain-failure.ts';
import { useNotices } from '../notices/notices-context.ts';
import { LogoutDocument } from './account-documents.ts';

/** @returns A function that ends the session, shows the shop, and never rejects. */
export function useSignOut(): () => Promise<void> {
  const { isLeaving } = useGateway();
  const notices = useNotices();
  const [logout] = useMutation(LogoutDocument, {
    update: (cache) => {
      forgetSession(cache);
    },
  });
  return async () => {
    isLeaving(true);
    try {
      await logout();
    } catch (error) {
      isLeaving(false);
      notices.tell(`Signing out: ${explainFailure(error)}`, 'problem');
      return;
    }
    navigate('/');
    notices.tell('You are signed out.');
    focusHeading();
  };
}
