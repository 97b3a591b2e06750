import { isChange, sightsOf, userKey, type Call, type SessionSight } from './call.ts';
import type { Fault } from './fault.ts';
import type { Silence } from './silence.ts';

/** A change of one session. */
interface Change {
  readonly call: Call;
  /** The version it made; absent when its answer was never seen. */
  readonly version: number | undefined;
}

/** What an answer showed of one session. */
interface Sight extends SessionSight {
  readonly call: Call;
}

/**
 * Wrong values, lost changes, changes made twice and versions that nobody made, in all sessions of a history.
 *
 * Every change that was carried out made a version of its own, so a value at a version is that of the last known change
 * up to it, or of one whose answer was never seen.
 */
export function valueFaults(calls: readonly Call[], silence: Silence): Fault[] {
  const changes = groupedBySession(calls.filter(isChange), (call): [string, Change][] => {
    const { result, token, action } = call;
    if (result.kind === 'session') {
      const { id, version } = result.sight;
      // A login that began another session, since a node was silent, may be carried out there later.
      const isLate = action.kind === 'login' && token?.session !== id && silence.isMetBy(call);
      const late: [string, Change][] =
        isLate && token ? [[token.session, { call, version: undefined }]] : [];
      return [[id, { call, version }], ...late];
    }
    return result.kind === 'unknown' && token
      ? [[token.session, { call, version: undefined }]]
      : [];
  });
  const sights = groupedBySession(calls, (call) =>
    sightsOf(call).map((sight): [string, Sight] => [sight.id, { ...sight, call }]),
  );
  return [...sights].flatMap(([session, seen]) => {
    const own = changes.get(session) ?? [];
    // Of a session whose beginning nobody saw, not all is known.
    if (!own.some(({ version }) => version === 1)) return [];
    return [...versionFaults(session, own, seen), ...keyFaults(session, own, seen)];
  });
}

function groupedBySession<Item>(
  calls: readonly Call[],
  entriesOf: (call: Call) => readonly [session: string, Item][],
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const [session, item] of calls.flatMap(entriesOf)) {
    const group = groups.get(session);
    if (group) group.push(item);
    else groups.set(session, [item]);
  }
  return groups;
}

/** Versions of one session that can't be: two changes that made the same one, time that runs backwards, changes too many. */
function versionFaults(
  session: string,
  changes: readonly Change[],
  sights: readonly Sight[],
): Fault[] {
  const faults: Fault[] = [];
  const blame = (rule: string, { number: call }: Call, detail: string): void => {
    faults.push({ rule, session, detail, call });
  };
  const made = new Map<number, Call>();
  for (const { call, version } of changes) {
    if (version === undefined) continue;
    const other = made.get(version);
    if (other) blame('fork', call, `call ${other.number} made version ${version} too`);
    made.set(version, call);
  }
  const known = [...made.keys()].sort((one, other) => one - other);
  const unseen = changes.filter(({ version }) => version === undefined);
  const byEnd = [...sights].sort((one, other) => one.call.endedAt - other.call.endedAt);
  let ended = 0;
  let newest: Sight | undefined;
  for (const sight of [...sights].sort((one, other) => one.call.startedAt - other.call.startedAt)) {
    const { call, version } = sight;
    for (let next = byEnd[ended]; next && next.call.endedAt < call.startedAt; next = byEnd[ended]) {
      if (next.version > (newest?.version ?? 0)) newest = next;
      ended += 1;
    }
    const isOwnChange = made.get(version) === call;
    if (newest && (version < newest.version || (isOwnChange && version === newest.version))) {
      blame(
        'stale',
        call,
        `it shows version ${version}; call ${newest.call.number} before showed ${newest.version}`,
      );
    }
    const open = unseen.filter((change) => change.call.startedAt <= call.endedAt).length;
    const unexplained = version - upTo(known, version);
    if (unexplained < 0 || unexplained > open) {
      blame(
        'version',
        call,
        `version ${version} with ${upTo(known, version)} known and ${open} unseen changes`,
      );
    }
  }
  return faults;
}

/** How many of the sorted numbers are at most `limit`. */
function upTo(sorted: readonly number[], limit: number): number {
  const end = sorted.findIndex((each) => each > limit);
  return end === -1 ? sorted.length : end;
}

/** Values of one session that no change explains. */
function keyFaults(session: string, changes: readonly Change[], sights: readonly Sight[]): Fault[] {
  const keys = new Set(sights.flatMap(({ values }) => Object.keys(values)));
  for (const { call } of changes) for (const key of keysOf(call)) keys.add(key);
  return [...keys].flatMap((key) => {
    const own = changes.filter(({ call }) => keysOf(call).includes(key));
    const isCounter = own.some(({ call }) => call.action.kind === 'increment');
    const details = isCounter ? countFaults(key, own, sights) : textFaults(key, own, sights);
    return details.map(({ call, detail }) => ({
      rule: 'value',
      session,
      detail: `${key}: ${detail}`,
      call: call.number,
    }));
  });
}

function keysOf({ action }: Call): readonly string[] {
  if (action.kind === 'set') return Object.keys(action.values);
  if (action.kind === 'increment') return [action.key];
  return action.kind === 'login' ? [userKey] : [];
}

interface Wrong {
  readonly call: Call;
  readonly detail: string;
}

/** The sum of increments: all known ones up to the version, and any of those whose answer was never seen. */
function countFaults(key: string, own: readonly Change[], sights: readonly Sight[]): Wrong[] {
  const known = own.flatMap(({ version }) => (version === undefined ? [] : [version]));
  known.sort((one, other) => one - other);
  const unseen = own.filter(({ version }) => version === undefined);
  return sights.flatMap(({ call, version, values }) => {
    const value = values[key] ?? 0;
    const least = upTo(known, version);
    const open = unseen.filter((change) => change.call.startedAt <= call.endedAt).length;
    if (typeof value === 'number' && value >= least && value <= least + open) return [];
    const expected = open === 0 ? `${least}` : `${least} to ${least + open}`;
    return [{ call, detail: `${value} at version ${version}, not ${expected}` }];
  });
}

/** A text is that of the last known change up to the version, or of an unseen one that came after it. */
function textFaults(key: string, own: readonly Change[], sights: readonly Sight[]): Wrong[] {
  const known = own.filter((change): change is Change & { version: number } => {
    return change.version !== undefined;
  });
  known.sort((one, other) => one.version - other.version);
  const versions = known.map(({ version }) => version);
  const unseen = own.filter(({ version }) => version === undefined);
  const wrong: Wrong[] = [];
  /** The newest unseen change that was met, with the version that it was met at. */
  let met: { readonly value: string; readonly version: number } | undefined;
  /** By text: the first version that showed an unseen change. */
  const metAt = new Map<string, number>();
  for (const { call, version, values } of [...sights].sort((a, b) => a.version - b.version)) {
    const value = values[key];
    const last = known[upTo(versions, version) - 1];
    const expected = last && textOf(last.call, key);
    const candidate = unseen.find(
      (change) => textOf(change.call, key) === value && change.call.startedAt <= call.endedAt,
    );
    const firstMetAt = metAt.get(String(value)) ?? version;
    const isUnseen = candidate !== undefined && (last?.version ?? 0) <= firstMetAt;
    if (isUnseen && typeof value === 'string') {
      metAt.set(value, firstMetAt);
      if (value !== expected) met = { value, version };
    } else if (value !== expected) {
      wrong.push({ call, detail: `${value} at version ${version}, not ${expected}` });
    } else if (met && met.version < version && met.version > (last?.version ?? 0)) {
      wrong.push({ call, detail: `${value} at version ${version}, after it was ${met.value}` });
    }
  }
  return wrong;
}

function textOf({ action }: Call, key: string): string | undefined {
  if (action.kind === 'set') return action.values[key];
  return action.kind === 'login' ? action.user : undefined;
}
