import type { Call } from '../ring-load/call.ts';
import type { Fault } from '../ring-load/fault.ts';
import type { Seen, Sees } from './chaos-fault.ts';
import { MachineLateness } from './machine-lateness.ts';
import { canDraw, isAround, isWithin, meets, type Episode, type OwnerOf } from './episode.ts';

/** Nobody waits longer, with a fault or without. */
const answerMs = 1_000;
/** A password takes its time, and so does each node that is found not to answer. */
const loginMs = 3_000;
/** An answer comes after several turns of several processes, each of which may be as late. */
const turns = 5;

/** Which of what a fault lets see a call shows. */
export type Sight = keyof Sees | 'new';

/** What a run showed of one fault. */
export interface RowFigures {
  /** Calls that met the fault from beginning to end, by what they show. */
  readonly met: Readonly<Record<Sight, number>>;
  /** Of them those that were answered. */
  readonly answered: Readonly<Record<Sight, number>>;
  /** Calls that went on meanwhile, and met nothing. */
  readonly beside: number;
}

/** What came of a history. */
export interface RowReport {
  readonly faults: Fault[];
  readonly figures: ReadonlyMap<Episode, RowFigures>;
  /** Calls that were unavailable because the machine was late, as far as can be told. */
  readonly excused: number;
}

/**
 * Answers that the table does not tell of, and what each fault was asked.
 *
 * @param lateness Of the machine itself; never late when absent.
 */
export function rowFaults(
  calls: readonly Call[],
  episodes: readonly Episode[],
  ownerOf: OwnerOf,
  lateness = new MachineLateness(),
): RowReport {
  const figures = new Map(
    episodes.map((each) => {
      const none = { reads: 0, writes: 0, endings: 0, lists: 0, new: 0 };
      return [each, { met: none, answered: { ...none }, beside: 0 }];
    }),
  );
  let excused = 0;
  const faults = calls.flatMap((call): Fault[] => {
    const around = episodes.filter((each) => isAround(each, call));
    const met = around.filter((each) => meets(each, call, ownerOf));
    const [only] = met;
    const sight = sightOf(call, only, ownerOf);
    for (const each of around) {
      const own = figures.get(each);
      if (!own || !isWithin(each, call)) continue;
      if (canDraw(call)) own.met.new += 1;
      else if (!met.includes(each)) own.beside += 1;
      else if (sight !== undefined) {
        own.met[sight] += 1;
        if (outcomeOf(call) === 'answered') own.answered[sight] += 1;
      }
    }
    const isNone = isNobody(call, only, ownerOf);
    const wrong = isNone && met.length > 0 ? undefined : complaint(call, met, { sight, lateness });
    if (wrong === undefined) return [];
    if (outcomeOf(call) === 'unavailable' && lateness.mayExplain(call)) {
      excused += 1;
      return [];
    }
    const names = met.map(({ fault, target }) => `${fault.name} ${Object.values(target).join()}`);
    const detail = `${call.action.kind} at ${call.gateway}: ${wrong}; met: ${names.join('; ')}`;
    return [{ rule: 'row', session: call.token?.session, detail, call: call.number }];
  });
  return { faults, figures, excused };
}

/** @returns What is wrong; absent when nothing is. */
function complaint(
  call: Call,
  met: readonly Episode[],
  { sight, lateness }: { readonly sight: Sight | undefined; readonly lateness: MachineLateness },
): string | undefined {
  const took = call.endedAt - call.startedAt;
  const [only, ...others] = met;
  const isAtGateway = met.some(({ fault }) => fault.reach === 'gateway');
  const lateMs = lateness.worst(call.startedAt, call.endedAt);
  const slowerBy = Math.max(0, ...met.map(({ fault }) => fault.slowerByMs ?? 0));
  const limit = (call.action.kind === 'login' ? loginMs : answerMs) + 4 * slowerBy + turns * lateMs;
  const seen = outcomeOf(call);
  const isSteady = only !== undefined && others.length === 0 && isWithin(only, call);
  let allowed: Seen = 'either';
  if (only === undefined || (canDraw(call) && !isAtGateway)) allowed = 'answered';
  else if (isSteady && sight !== undefined) {
    allowed = only.fault.sees[sight === 'new' ? 'writes' : sight];
  }
  // Who was cut off by a gateway's end has no answer, and who waited for one that stood still may have a late one.
  const isAtTroubled = met.some(({ fault }) => fault.sees.reads === 'unanswered');
  if (isAtTroubled && !isSteady) return undefined;
  if (seen === 'nothing') {
    return allowed === 'unanswered' ? undefined : `no answer (${whyOf(call)})`;
  }
  if (allowed !== 'either' && allowed !== 'gaps' && seen !== allowed)
    return `${seen}, not ${allowed}`;
  return took > limit ? `${seen} after ${took.toFixed()} ms` : undefined;
}

/** Who has no session is told so by the node that would have it, if that one can be read. */
function isNobody({ token, result }: Call, met: Episode | undefined, ownerOf: OwnerOf): boolean {
  if (token === undefined || met === undefined) return false;
  const { fault, target } = met;
  const isReadable = fault.sees.reads !== 'unavailable' || ownerOf(token.session) !== target.node;
  const isNone = result.kind === 'none' || (result.kind === 'ended' && !result.ended);
  return isNone && fault.reach !== 'gateway' && isReadable;
}

function outcomeOf({ result }: Call): 'answered' | 'unavailable' | 'nothing' {
  if (result.kind === 'refused') return 'nothing';
  if (result.kind !== 'unknown') return 'answered';
  return result.why === 'unavailable' ? 'unavailable' : 'nothing';
}

function whyOf({ result }: Call): string {
  return 'why' in result ? result.why : result.kind;
}

/** @returns Absent for what no row tells of: it depends on where the other sessions of the user are. */
function sightOf(
  { token, action }: Call,
  met: Episode | undefined,
  ownerOf: OwnerOf,
): Sight | undefined {
  switch (action.kind) {
    case 'read':
      return 'reads';
    case 'set':
    case 'increment':
      return token ? 'writes' : 'new';
    case 'login':
      return 'new';
    case 'logout':
      return 'endings';
    case 'list':
      return 'lists';
    case 'revoke':
      return met?.target.node === ownerOf(action.target) ? 'endings' : 'reads';
    case 'endOthers':
      return met && met.fault.sees.lists === met.fault.sees.endings ? 'lists' : undefined;
  }
}
