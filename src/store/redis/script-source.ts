import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The scripts about records, each one atomic step; their headers say what they take and answer. All begin with the fence,
 * but on a Redis Cluster: its ring never changes, and has its key in another slot.
 */
export const recordScriptNames = [
  'create',
  'load',
  'peek',
  'set',
  'delete',
  'increment',
  'rotate',
  'end',
  'list-ids',
  'describe',
  'export',
  'remove',
] as const;

/** Those that may put down a copy of the record first (`include/delivery.lua`). */
const deliveringScriptNames = [
  'load',
  'peek',
  'set',
  'delete',
  'increment',
  'rotate',
  'end',
  'import',
] as const;

/** Scripts about what a node keeps for the ring. */
const ringScriptNames = ['install', 'take-lease', 'end-lease', 'write-checkpoint'] as const;

/** Scripts that count events (docs/security.md). */
const counterScriptNames = ['count-events', 'forget-events'] as const;

/** Scripts about records that a Redis Cluster has, too: the others touch a user's index, or move records. */
const clusterRecordScriptNames = [
  'create',
  'load',
  'peek',
  'set',
  'delete',
  'increment',
  'rotate',
  'end',
  'export',
] as const satisfies readonly (typeof recordScriptNames)[number][];

/** Scripts that only a Redis Cluster needs, where a user's index and the records are in different slots. */
const clusterIndexScriptNames = [
  'note-entry',
  'list-entries',
  'drop-entries',
  'describe-one',
] as const;

export type RecordScriptName = (typeof recordScriptNames)[number];
export type DeliveringScriptName = (typeof deliveringScriptNames)[number];
export type RingScriptName = (typeof ringScriptNames)[number];
export type ScriptName =
  | RecordScriptName
  | RingScriptName
  | `delivering ${DeliveringScriptName}`
  | (typeof counterScriptNames)[number]
  | (typeof clusterIndexScriptNames)[number];

/** A script as the server gets it. */
export interface ScriptSource {
  readonly name: ScriptName;
  readonly lua: string;
  /** SHA-1 of `lua`, hexadecimal: how EVALSHA names it. */
  readonly sha: string;
}

/** Reads all scripts for a server of its own from the files beside this one. */
export function readScripts(): readonly ScriptSource[] {
  return [
    ...recordScriptNames.map((name) => source(name, fenced(readScript(name)))),
    ...deliveringScriptNames.map((name) =>
      source(`delivering ${name}`, fenced(readScript(name, ['time', 'session', 'delivery']))),
    ),
    ...[...ringScriptNames, ...counterScriptNames].map((name) => source(name, readScript(name))),
  ];
}

/** Reads all scripts for the masters of a Redis Cluster. */
export function readClusterScripts(): readonly ScriptSource[] {
  const names = [
    ...clusterRecordScriptNames,
    ...clusterIndexScriptNames,
    ...ringScriptNames,
    ...counterScriptNames,
  ];
  return names.map((name) => source(name, readScript(name)));
}

function source(name: ScriptName, lua: string): ScriptSource {
  return { name, lua, sha: createHash('sha1').update(lua).digest('hex') };
}

function fenced(lua: string): string {
  return readLua('include/fence.lua') + lua;
}

/**
 * Reads a script from its file. A line `--#include name` stands for the text of `include/name.lua`.
 *
 * @param sessionParts What `--#include session` stands for.
 */
function readScript(name: string, sessionParts: readonly string[] = ['time', 'session']): string {
  return readLua(`${name}.lua`).replaceAll(/^--#include (\w+)$/gm, (_line, part: string) =>
    (part === 'session' ? sessionParts : [part])
      .map((each) => readLua(`include/${each}.lua`))
      .join(''),
  );
}

function readLua(path: string): string {
  return readFileSync(new URL(`scripts/${path}`, import.meta.url), 'utf8');
}
