import { useMutation, useQuery } from '@apollo/client/react';
import type { DevicesQuery } from '../../generated/graphql.ts';
import { explainFailure } from '../notices/explain-failure.ts';
import { useNotices } from '../notices/notices-context.ts';
import {
  DevicesDocument,
  RevokeDeviceDocument,
  RevokeOtherDevicesDocument,
} from './device-documents.ts';

/** A place where the user is signed in. */
export type Device = DevicesQuery['sessions'][number];

/** The user's devices, and what can be done about them. Failures are told as notices. */
export interface Devices {
  /** Most recently seen first; absent while they are not known. */
  readonly list: readonly Device[] | undefined;
  readonly signOut: (device: Device) => Promise<void>;
  readonly signOutOthers: () => Promise<void>;
}

// The list is asked of all nodes; that one is down says nothing of this session.
const context = { needsAllNodes: true };

/** Only for somebody who is signed in. */
export function useDevices(): Devices {
  const notices = useNotices();
  const { data } = useQuery(DevicesDocument, { fetchPolicy: 'cache-and-network', context });
  const afterwards = { context, refetchQueries: [DevicesDocument], awaitRefetchQueries: true };
  const [revoke] = useMutation(RevokeDeviceDocument, afterwards);
  const [revokeOthers] = useMutation(RevokeOtherDevicesDocument, afterwards);
  const attempt = async (doing: () => Promise<string>): Promise<void> => {
    try {
      notices.tell(await doing());
    } catch (error) {
      notices.tell(`Signing out elsewhere: ${explainFailure(error)}`, 'problem');
    }
  };
  return {
    list: data?.sessions,
    signOut: ({ id, device }) =>
      attempt(async () => {
        await revoke({ variables: { id } });
        return `Signed out of ${device ?? 'an unknown device'}.`;
      }),
    signOutOthers: () =>
      attempt(async () => {
        const ended = (await revokeOthers()).data?.revokeOtherSessions ?? 0;
        return `Signed out of ${ended} other ${ended === 1 ? 'device' : 'devices'}.`;
      }),
  };
}
