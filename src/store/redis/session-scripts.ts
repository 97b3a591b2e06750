import type { SessionParts } from '../../session/session.ts';
import type {
  CreateOutcome,
  EndAuthority,
  EndOutcome,
  LoadOutcome,
  PeekOutcome,
  RotateOutcome,
  SessionDraft,
  SessionProof,
  SessionRotation,
  SessionUpdate,
  UpdateOutcome,
} from '../../session/session-store.ts';
import type { AtNode } from '../session-steps.ts';
import { encodeCreate, encodeEnd, encodeRotate } from './encode-step.ts';
import { encodeUpdate } from './encode-update.ts';
import {
  decodeCreate,
  decodeEnd,
  decodeLoad,
  decodePeek,
  decodeRotate,
  decodeUpdate,
} from './outcome-codec.ts';
import type { DeliveringStep, RecordStep } from './record-step.ts';

/** Keeps a new session (`create.lua`). */
export function createStep(draft: SessionDraft): RecordStep<CreateOutcome> {
  const { id, login } = draft;
  return {
    script: 'create',
    id,
    userId: login?.userId,
    args: encodeCreate(draft),
    decode: (reply) => decodeCreate(id, reply),
  };
}

/** Reads a session and notes its use (`load.lua`). */
export function loadStep(
  { id, secretHash }: SessionProof,
  parts: SessionParts,
): DeliveringStep<AtNode<LoadOutcome>> {
  return {
    script: 'load',
    id,
    userId: undefined,
    args: [secretHash, parts],
    decode: (reply) => decodeLoad(id, reply, parts),
  };
}

/** Reads a session and leaves it as it is (`peek.lua`). */
export function peekStep(
  { id, secretHash }: SessionProof,
  parts: SessionParts,
): DeliveringStep<AtNode<PeekOutcome>> {
  return {
    script: 'peek',
    id,
    userId: undefined,
    args: [secretHash, parts],
    decode: (reply) => decodePeek(id, reply, parts),
  };
}

/** Changes values of a session (`set.lua`, `delete.lua`, `increment.lua`). */
export function updateStep(
  { id, secretHash }: SessionProof,
  update: SessionUpdate,
  parts: SessionParts,
): DeliveringStep<AtNode<UpdateOutcome>> {
  const { script, args } = encodeUpdate(secretHash, update, parts);
  return {
    script,
    id,
    userId: undefined,
    args,
    decode: (reply) => decodeUpdate(id, reply, parts),
  };
}

/** Gives a session another secret, and a login (`rotate.lua`). */
export function rotateStep(
  { id, secretHash }: SessionProof,
  rotation: SessionRotation,
): DeliveringStep<AtNode<RotateOutcome>> {
  return {
    script: 'rotate',
    id,
    userId: rotation.login.userId,
    args: encodeRotate(id, secretHash, rotation),
    decode: (reply) => decodeRotate(id, reply),
  };
}

/** Ends a session (`end.lua`). */
export function endStep(id: string, authority: EndAuthority): DeliveringStep<AtNode<EndOutcome>> {
  return {
    script: 'end',
    id,
    userId: authority.userId,
    args: encodeEnd(id, authority),
    decode: decodeEnd,
  };
}
