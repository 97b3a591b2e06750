import type { SessionNotice } from '../../session/session-events.ts';
import { decodeNumber } from './record-codec.ts';

/** The channel on which a session's scripts tell what happened to it. */
export function sessionChannel(id: string): string {
  return `e:{${id}}`;
}

/** The channel on which a server tells of a topology that was installed there. */
export const ringChannel = 'ring';

/** Reads what `include/notice.lua` tells; absent for a kind that this version does not know. */
export function decodeNotice(message: string): SessionNotice | undefined {
  const [kind = '', at = ''] = message.split(' ');
  if (!/^[0-9a-z]+$/.test(at)) return undefined;
  switch (kind) {
    case 'changed':
    case 'renewed':
    case 'ended':
      return { kind, at: decodeNumber(at) };
    default:
      return undefined;
  }
}
