import type { SessionClient, SessionLogin, SessionValues } from '../../session/session.ts';
import type { LoginDraft } from '../../session/session-store.ts';

/** The key of a session's record. */
export function recordKey(id: string): string {
  return `s:{${id}}`;
}

/** The key of what stays of a session that was ended. */
export function tombstoneKey(id: string): string {
  return `t:{${id}}`;
}

/** The key of a user's index of sessions. */
export function userIndexKey(userId: string): string {
  return `u:{${userId}}`;
}

/** The key of the hash that holds the topology of the ring. */
export const ringKey = 'ring';

/** The key of how far moving from a node has come. */
export const checkpointKey = 'ring:checkpoint';

/** The key of the right to move records. */
export const leaseKey = 'ring:lease';

/** The field `$c`. */
export function encodeClient({ address, device }: SessionClient): string {
  return `${address ?? '-'} ${device ?? ''}`;
}

/** Reads the field `$c`. */
export function decodeClient(field: string): SessionClient {
  const space = field.indexOf(' ');
  const address = field.slice(0, space);
  const device = field.slice(space + 1);
  return {
    device: device === '' ? undefined : device,
    address: address === '-' ? undefined : address,
  };
}

/** Reads the field `$u`; the user id, which may hold spaces, comes last. */
export function decodeLogin(field: string): SessionLogin | undefined {
  if (field === '') return undefined;
  const first = field.indexOf(' ');
  const second = field.indexOf(' ', first + 1);
  return {
    userId: field.slice(second + 1),
    credentialVersion: field.slice(0, first),
    authenticatedAt: decodeNumber(field.slice(first + 1, second)),
  };
}

/** Reads a number of a packed field. */
export function decodeNumber(text: string): number {
  return Number.parseInt(text, 36);
}

/** The fields of values, name and text by turns; those that mutations may not change have a prefix. */
export function encodeValues(values: SessionValues, login: LoginDraft | undefined): string[] {
  const fields: string[] = [];
  for (const [key, text] of values) {
    fields.push(login?.readOnlyKeys.includes(key) ? `$:${key}` : key, text);
  }
  return fields;
}
