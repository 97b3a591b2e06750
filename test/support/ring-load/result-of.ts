import type { Answer, AnswerData, SessionAnswer } from '../graphql-client.ts';
import { userKey, type Action, type Result, type SessionSight } from './call.ts';

/** What an answer says of an action. */
export function resultOf(action: Action, answer: Answer): Result {
  const { codes, data, text } = answer;
  const [code] = codes;
  if (codes.includes('SESSION_STORE_UNAVAILABLE')) return unavailable(answer);
  if (code === 'LOGIN_BUSY' || code === 'OVERLOADED') return { kind: 'refused', why: code };
  if (code === 'UNAUTHENTICATED' && codes.length === 1) return { kind: 'none' };
  const result = code === undefined && data ? told(action, data) : undefined;
  return result ?? { kind: 'broken', why: `status ${answer.status}: ${text.slice(0, 500)}` };
}

/** Of an operation with one field: nothing was executed, nothing is done to the cookie, and there is a time to try again. */
function unavailable({ status, headers, setCookies, text }: Answer): Result {
  const isOrderly = status === 503 && headers['retry-after'] !== undefined;
  if (isOrderly && setCookies.length === 0) return { kind: 'unknown', why: 'unavailable' };
  return { kind: 'broken', why: `status ${status}, ${setCookies.length} Set-Cookie: ${text}` };
}

/** @returns Absent for what the schema does not allow. */
function told(action: Action, data: AnswerData): Result | undefined {
  switch (action.kind) {
    case 'read':
      return data.session === null ? { kind: 'none' } : shown(data.session);
    case 'set':
      return shown(data.setSessionValues);
    case 'increment':
      return shown(data.incrementSessionValue);
    case 'login':
      return shown(data.login?.session);
    case 'logout':
      return ended(data.logout);
    case 'revoke':
      return ended(data.revokeSession);
    case 'endOthers':
      return data.revokeOtherSessions === undefined
        ? undefined
        : { kind: 'count', count: data.revokeOtherSessions };
    case 'list':
      return data.sessions && { kind: 'list', sights: data.sessions.map((each) => sightOf(each)) };
  }
}

function shown(session: SessionAnswer | undefined): Result | undefined {
  return session && { kind: 'session', sight: sightOf(session) };
}

function ended(answer: boolean | undefined): Result | undefined {
  return answer === undefined ? undefined : { kind: 'ended', ended: answer };
}

function sightOf({ id = '', version = 0, values = {}, user }: SessionAnswer): SessionSight {
  const texts = Object.entries(values).map(([key, value]): [string, string | number] => [
    key,
    typeof value === 'number' ? value : String(value),
  ]);
  return {
    id,
    version,
    values: { ...Object.fromEntries(texts), ...(user && { [userKey]: user.username }) },
  };
}
