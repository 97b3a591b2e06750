import type { Placement } from '../../../src/ring/placement.ts';
import type { Fault } from './fault.ts';
import type { NodeDump } from './node-dump.ts';

/** What is there when nobody asks for anything any more, with what must be there. */
export interface Rest {
  /** All nodes that ever held records. */
  readonly nodes: readonly NodeDump[];
  /** The ring as the last change left it. */
  readonly placement: Placement;
  /** Ids of sessions that are live for certain. */
  readonly live: readonly string[];
  /** Ids of sessions that have ended for certain. */
  readonly ended: readonly string[];
}

/** A place where a session's record, tombstone or index entry is. */
interface Found {
  readonly node: string;
  readonly user: string | undefined;
  readonly deadline: string;
  readonly secretHash: string;
}

/**
 * What is wrong with nodes at rest: each record is on its owner and nowhere else, each user's index has the records that
 * are beside it and no others, and nothing but the ring's own hash stays for ever.
 */
export function restFaults(rest: Rest): Fault[] {
  const { nodes, placement, live, ended } = rest;
  const records = new Map<string, Found[]>();
  for (const { id: node, keys } of nodes) {
    for (const [key, { fields }] of keys) {
      const id = nameIn('s', key);
      if (id === undefined) continue;
      const user = /^\S+ \S+ (.*)$/s.exec(fields['$u'] ?? '')?.[1];
      const [secretHash = '', deadline = ''] = fields['$s']?.split(' ') ?? [];
      records.set(id, [...(records.get(id) ?? []), { node, user, deadline, secretHash }]);
    }
  }
  const faults = [...nodes.flatMap(ttlFaults), ...nodes.flatMap((node) => indexFaults(node, rest))];
  const blame = (rule: string, session: string, detail: string): void => {
    faults.push({ rule, session, detail });
  };
  for (const [id, found] of records) {
    const owner = placement.ring.owner(id);
    const places = found.map(({ node }) => node).join();
    if (places !== owner) blame('place', id, `its record is on ${places}; ${owner} owns it`);
    for (const { node, user, deadline } of found) {
      if (user === undefined) continue;
      const entry = nodes.find(({ id }) => id === node)?.keys.get(`u:{${user}}`)?.fields[id];
      if (entry !== deadline) {
        blame('index', id, `the index of ${user} on ${node} has ${entry} for it, not ${deadline}`);
      }
    }
    const tombs = nodes.filter(({ keys }) => {
      const tombstone = keys.get(`t:{${id}}`)?.text;
      // One with a text keeps away copies with that secret; the record goes on with another.
      return tombstone === '' || found.some(({ secretHash }) => secretHash === tombstone);
    });
    if (tombs.length > 0) {
      const graves = tombs.map((node) => node.id).join();
      blame('returned', id, `a record on ${places}, a tombstone on ${graves}`);
    }
  }
  for (const id of live) if (!records.has(id)) blame('lost', id, 'a live session has no record');
  for (const id of ended)
    if (records.has(id)) blame('returned', id, 'an ended session has a record');
  return faults;
}

/** The part in braces of a key of one kind. */
function nameIn(kind: 's' | 'u', key: string): string | undefined {
  return key.startsWith(`${kind}:{`) ? key.slice(3, -1) : undefined;
}

function ttlFaults({ id, keys }: NodeDump): Fault[] {
  return [...keys].flatMap(([key, { ttlMs }]) =>
    ttlMs === -1 && key !== 'ring'
      ? [{ rule: 'ttl', session: nameIn('s', key), detail: `${key} on ${id} stays for ever` }]
      : [],
  );
}

function indexFaults({ id: node, keys }: NodeDump, { placement }: Rest): Fault[] {
  const { nodes } = placement.topology;
  const faults: Fault[] = [];
  for (const [key, { fields }] of keys) {
    const user = nameIn('u', key);
    if (user === undefined) continue;
    if (!nodes.some(({ id }) => id === node)) {
      faults.push({ rule: 'index', session: undefined, detail: `${key} is left on ${node}` });
    }
    for (const id of Object.keys(fields)) {
      if (keys.has(`s:{${id}}`)) continue;
      faults.push({
        rule: 'index',
        session: id,
        detail: `${key} on ${node} has it, ${node} has no record`,
      });
    }
  }
  return faults;
}
