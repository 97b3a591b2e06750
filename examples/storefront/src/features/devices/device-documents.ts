import { graphql } from '../../generated/index.ts';

/** Where the user is signed in. */
export const DevicesDocument = graphql(`
  query Devices {
    sessions {
      id
      device
      address
      lastSeenAt
      current
    }
  }
`);

/** Signs the user out on one device. */
export const RevokeDeviceDocument = graphql(`
  mutation RevokeDevice($id: ID!) {
    revokeSession(id: $id)
  }
`);

/** Signs the user out everywhere but here. */
export const RevokeOtherDevicesDocument = graphql(`
  mutation RevokeOtherDevices {
    revokeOtherSessions
  }
`);
