import type { EndAuthority, SessionDraft, SessionRotation } from '../../session/session-store.ts';
import { encodeClient, encodeValues } from './record-codec.ts';

const tombstoneMs = 300_000;

/** The arguments of `create.lua`. */
export function encodeCreate({
  id,
  secretHash,
  timeouts,
  client,
  values,
  login,
}: SessionDraft): string[] {
  return [
    id,
    secretHash,
    String(timeouts.idleTimeoutMs),
    String(timeouts.absoluteLifetimeMs),
    encodeClient(client),
    login?.credentialVersion ?? '',
    login?.userId ?? '',
    ...encodeValues(values, login),
  ];
}

/** The arguments of `rotate.lua`. @param secretHash Until now. */
export function encodeRotate(id: string, secretHash: string, rotation: SessionRotation): string[] {
  const { newSecretHash, timeouts, client, login, values } = rotation;
  return [
    id,
    secretHash,
    newSecretHash,
    String(timeouts.idleTimeoutMs),
    String(timeouts.absoluteLifetimeMs),
    encodeClient(client),
    login.credentialVersion,
    login.userId,
    ...encodeValues(values, login),
  ];
}

/** The arguments of `end.lua`. */
export function encodeEnd(id: string, authority: EndAuthority): string[] {
  const proof = authority.by === 'secret' ? authority.secretHash : authority.userId;
  return [id, authority.by, proof, String(tombstoneMs)];
}
