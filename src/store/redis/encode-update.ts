import type { SessionParts } from '../../session/session.ts';
import type { SessionUpdate } from '../../session/session-store.ts';
import { encodeValues } from './record-codec.ts';

/** The script that makes a change, and its arguments. */
export interface UpdateCall {
  readonly script: 'set' | 'delete' | 'increment';
  readonly args: string[];
}

/** Names the script for a change; its header says what the arguments are. */
export function encodeUpdate(
  secretHash: string,
  { change, ifVersion, limits }: SessionUpdate,
  parts: SessionParts,
): UpdateCall {
  const head = [secretHash, parts, ifVersion === undefined ? '' : String(ifVersion)];
  if (change.kind === 'delete') return { script: 'delete', args: [...head, change.key] };
  head.push(
    String(limits.maxValues),
    String(limits.maxSessionBytes),
    String(limits.maxAnonymousBytes),
  );
  const rest =
    change.kind === 'set'
      ? encodeValues(change.values, undefined)
      : [change.key, String(change.by)];
  return { script: change.kind, args: [...head, ...rest] };
}
