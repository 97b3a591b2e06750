import { useReactiveVar } from '@apollo/client/react';
import type { ReactElement } from 'react';
import { useGateway } from '../../gateway/gateway-context.tsx';
import { useSession } from '../../gateway/use-session.ts';
import { PageLink } from '../../navigation/page-link.tsx';
import { focusHeading, View } from '../../navigation/view.tsx';
import { relativeTime } from '../../time/relative-time.ts';
import { type Device, useDevices } from './use-devices.ts';
import './devices.css';

/** Where the user is signed in, and how to end that. */
export function DevicesView(): ReactElement {
  const session = useSession();
  return (
    <View title="Your devices" className="devices">
      {session?.user ? <DeviceList key={session.user.id} /> : session === null && <SignInFirst />}
    </View>
  );
}

function SignInFirst(): ReactElement {
  return (
    <p>
      <PageLink to="/sign-in">Sign in</PageLink> to see where you are signed in.
    </p>
  );
}

function DeviceList(): ReactElement {
  const { list, signOut, signOutOthers } = useDevices();
  if (list === undefined) return <p>Asking where you are signed in…</p>;
  const others = list.filter(({ current }) => !current).length;
  return (
    <>
      <ul className="device-list">
        {list.map((device) => (
          <DeviceItem
            key={device.id}
            device={device}
            onSignOut={() => void signOut(device).then(focusHeading)}
          />
        ))}
      </ul>
      {others > 0 && (
        <button type="button" onClick={() => void signOutOthers().then(focusHeading)}>
          Sign out everywhere else
        </button>
      )}
    </>
  );
}

interface DeviceItemProps {
  readonly device: Device;
  readonly onSignOut: () => void;
}

function DeviceItem({ device, onSignOut }: DeviceItemProps): ReactElement {
  const now = Date.now() + useReactiveVar(useGateway().clockOffsetMs);
  const name = device.device ?? 'Unknown device';
  return (
    <li className="device" data-current={device.current}>
      <div>
        <p className="device-name">
          {name} {device.current && <span className="badge">this device</span>}
        </p>
        <p className="device-facts">
          {device.address ?? 'unknown address'} · seen{' '}
          <time dateTime={device.lastSeenAt}>{relativeTime(device.lastSeenAt, now)}</time>
        </p>
      </div>
      {!device.current && (
        <button type="button" onClick={onSignOut}>
          Sign out
          <span className="visually-hidden"> of {name}</span>
        </button>
      )}
    </li>
  );
}
