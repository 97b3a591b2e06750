import { useReactiveVar } from '@apollo/client/react';
import { type ReactElement, useEffect } from 'react';
import { useGateway } from '../../gateway/gateway-context.tsx';
import type { Outage } from '../../gateway/outage.ts';
import { readSession } from '../../gateway/read-session.ts';

const explanations: Readonly<Record<Outage, string>> = {
  store:
    'Your cart and your sign-in cannot be reached right now. They are kept; nobody is signed out.',
  network: 'The shop cannot be reached right now. Your cart is kept.',
};

/** Says so while the session cannot be reached, and finds out when it can. */
export function OutageBanner(): ReactElement {
  const { client, outage } = useGateway();
  const current = useReactiveVar(outage);
  const isOut = current !== undefined;
  useEffect(() => {
    // Asked again and again until it is answered: that answer ends the outage.
    if (isOut) readSession(client).catch(() => undefined);
  }, [client, isOut]);
  return (
    <div role="status">
      {current && (
        <p className="banner" data-tone="problem">
          {explanations[current]} Trying again…
        </p>
      )}
    </div>
  );
}
