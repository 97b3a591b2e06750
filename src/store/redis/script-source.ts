import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The scripts beside this file, each one atomic step; their headers say what they take and answer. */
export const scriptNames = [
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
] as const;

export type ScriptName = (typeof scriptNames)[number];

/** A script as the server gets it. */
export interface ScriptSource {
  readonly name: ScriptName;
  readonly lua: string;
  /** SHA-1 of `lua`, hexadecimal: how EVALSHA names it. */
  readonly sha: string;
}

/** Reads a script from its file. A line `--#include name` stands for the text of `include/name.lua`. */
export function readScript(name: ScriptName): ScriptSource {
  const lua = readLua(`${name}.lua`).replaceAll(/^--#include (\w+)$/gm, (_line, part: string) =>
    readLua(`include/${part}.lua`),
  );
  return { name, lua, sha: createHash('sha1').update(lua).digest('hex') };
}

function readLua(path: string): string {
  return readFileSync(new URL(`scripts/${path}`, import.meta.url), 'utf8');
}
