import type { SessionParts } from '../../session/session.ts';
import type {
  CreateOutcome,
  EndOutcome,
  Found,
  LoadOutcome,
  PeekOutcome,
  RotateOutcome,
  UpdateOutcome,
} from '../../session/session-store.ts';
import type { Absent, AtNode, Late } from '../session-steps.ts';
import { decodeNumber } from './record-codec.ts';
import type { RawReply } from './script-command.ts';
import { decodeReadAt, decodeSession, readLines, unknownReply } from './session-reply.ts';

/** Why an operation found no session on a node. */
type NotFound = Absent | Late | { readonly state: 'ended' | 'rotated' };

/** Reads the reply of `create.lua`. */
export function decodeCreate(id: string, reply: RawReply): CreateOutcome {
  const lines = readLines(reply);
  if (lines[0] === 'TAKEN') return { state: 'taken' };
  return decodeFound(id, lines, 'all');
}

/** Reads the reply of `load.lua`. */
export function decodeLoad(id: string, reply: RawReply, parts: SessionParts): AtNode<LoadOutcome> {
  const lines = readLines(reply);
  return lines[0] === 'FOUND' ? decodeFound(id, lines, parts) : decodeMissing(lines);
}

/** Reads the reply of `peek.lua`. */
export function decodePeek(id: string, reply: RawReply, parts: SessionParts): AtNode<PeekOutcome> {
  const lines = readLines(reply);
  if (lines[0] !== 'FOUND') return decodeMissing(lines);
  return { ...decodeFound(id, lines, parts), readAt: decodeReadAt(lines) };
}

/** Reads the reply of `set.lua`, `delete.lua` and `increment.lua`. */
export function decodeUpdate(
  id: string,
  reply: RawReply,
  parts: SessionParts,
): AtNode<UpdateOutcome> {
  const lines = readLines(reply);
  const [state = '', detail = ''] = lines;
  switch (state) {
    case 'FOUND':
      return decodeFound(id, lines, parts);
    case 'CONFLICT':
      return { state: 'conflict', version: decodeNumber(detail) };
    case 'READ_ONLY':
      return { state: 'readOnly', key: detail };
    case 'TOO_MANY_VALUES':
      return { state: 'tooManyValues' };
    case 'TOO_MANY_BYTES':
      return { state: 'tooManyBytes', maxBytes: Number(detail) };
    case 'NOT_WHOLE':
      return { state: 'notWhole' };
    case 'OUT_OF_RANGE':
      return { state: 'outOfRange' };
    default:
      return decodeMissing(lines);
  }
}

/** Reads the reply of `rotate.lua`. */
export function decodeRotate(id: string, reply: RawReply): AtNode<RotateOutcome> {
  const lines = readLines(reply);
  const [state = ''] = lines;
  switch (state) {
    case 'FOUND':
      return decodeFound(id, lines, 'all');
    case 'OTHER_LOGIN':
      return { state: 'otherLogin' };
    default:
      return decodeMissing(lines);
  }
}

/** Reads the reply of `end.lua`. */
export function decodeEnd(reply: RawReply): AtNode<EndOutcome> {
  const lines = readLines(reply);
  const [state = ''] = lines;
  switch (state) {
    case 'DONE':
      return { state: 'done' };
    case 'NOT_YOURS':
      return { state: 'notYours' };
    default:
      return decodeMissing(lines);
  }
}

function decodeFound(id: string, lines: readonly string[], parts: SessionParts): Found {
  if (lines[0] !== 'FOUND') throw unknownReply(lines[0]);
  return { state: 'found', session: decodeSession(id, lines, parts) };
}

function decodeMissing([state = '', at = '']: readonly string[]): NotFound {
  switch (state) {
    case 'GONE':
      return { state: 'gone', at: decodeNumber(at) };
    case 'ENDED':
      return { state: 'ended' };
    case 'ROTATED':
      return { state: 'rotated' };
    case 'LATE':
      return { state: 'late' };
    default:
      throw unknownReply(state);
  }
}
