import { ScriptCall } from './script-command.ts';
import { readScripts, type ScriptName, type ScriptSource } from './script-source.ts';

/** All scripts, as one server is to have them and as it is asked for them. */
export class ScriptBook {
  readonly sources: readonly ScriptSource[];
  readonly #calls: ReadonlyMap<ScriptName, ScriptCall>;

  constructor() {
    this.sources = readScripts();
    this.#calls = new Map(this.sources.map((source) => [source.name, new ScriptCall(source)]));
  }

  call(name: ScriptName): ScriptCall {
    const call = this.#calls.get(name);
    if (call === undefined) throw new TypeError(`There is no script ${name}`);
    return call;
  }
}
