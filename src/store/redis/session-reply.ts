import type { Session, SessionParts } from '../../session/session.ts';
import { decodeClient, decodeLogin, decodeNumber } from './record-codec.ts';
import type { RawReply } from './script-command.ts';

/** Where the lines of values begin in the reply `FOUND`, see `scripts/include/session.lua`. */
const firstValueLine = 4;

/** The lines of a script's reply, the first of which is its state. */
export function readLines(reply: RawReply): readonly string[] {
  if (reply instanceof Buffer) return reply.toString().split('\n');
  if (Array.isArray(reply)) return reply.map(String);
  throw unknownReply(String(reply));
}

/** Reads the lines of a session. */
export function decodeSession(id: string, lines: readonly string[], parts: SessionParts): Session {
  const [, numbers = '', login = '', client = ''] = lines;
  const [version = '', seen = '', created = '', idle = '', deadline = ''] = numbers.split(' ');
  return {
    id,
    version: decodeNumber(version),
    createdAt: decodeNumber(created),
    lastSeenAt: decodeNumber(seen),
    absoluteDeadlineAt: decodeNumber(deadline),
    idleTimeoutMs: decodeNumber(idle),
    login: decodeLogin(login),
    client: decodeClient(client),
    values: parts === 'all' ? decodeValues(lines) : undefined,
  };
}

/** Reads when a session was read, from the lines that `peek.lua` answers. */
export function decodeReadAt(lines: readonly string[]): number {
  return decodeNumber(lines[1]?.split(' ')[5] ?? '');
}

/** The error for a reply that no header of a script names. */
export function unknownReply(state: string | undefined): Error {
  return new Error(`A script answered ${JSON.stringify(state)}`);
}

function decodeValues(lines: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  for (let i = firstValueLine; i < lines.length; i += 2) {
    values.set(lines[i] ?? '', lines[i + 1] ?? '');
  }
  return values;
}
