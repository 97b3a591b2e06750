import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The scripts about records, each one atomic step; their headers say what they take and answer. All begin with the fence. */
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

export type RecordScriptName = (typeof recordScriptNames)[number];
export type DeliveringScriptName = (typeof deliveringScriptNames)[number];
export type RingScriptName = (typeof ringScriptNames)[number];
export type ScriptName = RecordScriptName | RingScriptName | `delivering ${DeliveringScriptName}`;

/** A script as the server gets it. */
export interface ScriptSource {
  readonly name: ScriptName;
  readonly lua: string;
  /** SHA-1 of `lua`, hexadecimal: how EVALSHA names it. */
  readonly sha: string;
}

/** Reads all scripts from the files beside this one. */
export function readScripts(): readonly ScriptSource[] {
  return [
    ...recordScriptNames.map((name) => source(name, fenced(readScript(name)))),
    ...deliveringScriptNames.map((name) =>
      source(`delivering ${name}`, fenced(readScript(name, ['session', 'delivery']))),
    ),
    ...ringScriptNames.map((name) => source(name, readScript(name))),
  ];
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
function readScript(name: string, sessionParts: readonly string[] = ['session']): string {
  return readLua(`${name}.lua`).replaceAll(/^--#include (\w+)$/gm, (_line, part: string) =>
    (part === 'session' ? sessionParts : [part])
      .map((each) => readLua(`include/${each}.lua`))
      .join(''),
  );
}

function readLua(path: string): string {
  return readFileSync(new URL(`scripts/${path}`, import.meta.url), 'utf8');
}
