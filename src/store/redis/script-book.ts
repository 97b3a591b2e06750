import { ScriptCall } from './script-command.ts';
import { readScript, scriptNames, type ScriptName, type ScriptSource } from './script-source.ts';

/** All scripts, as one server is to have them and as it is asked for them. */
export class ScriptBook {
  readonly sources: ReadonlyMap<ScriptName, ScriptSource>;
  readonly #calls: ReadonlyMap<ScriptName, ScriptCall>;

  constructor() {
    this.sources = new Map(scriptNames.map((name) => [name, readScript(name)]));
    this.#calls = new Map(
      [...this.sources].map(([name, source]) => [name, new ScriptCall(source)]),
    );
  }

  call(name: ScriptName): ScriptCall {
    const call = this.#calls.get(name);
    if (call === undefined) throw new TypeError(`There is no script ${name}`);
    return call;
  }
}
