import { recordKey, ringKey, tombstoneKey } from './record-codec.ts';
import { ScriptCall } from './script-command.ts';
import {
  readClusterScripts,
  readScripts,
  type ScriptName,
  type ScriptSource,
} from './script-source.ts';

/** All scripts, as one server is to have them and as it is asked for them. */
export class ScriptBook {
  readonly sources: readonly ScriptSource[];
  /** What `load` takes that finds no session, for seeing whether scripts may be run at all. */
  readonly trial: { readonly keys: readonly string[]; readonly args: readonly string[] };
  readonly #calls: ReadonlyMap<ScriptName, ScriptCall>;

  private constructor(sources: readonly ScriptSource[], trial: ScriptBook['trial']) {
    this.sources = sources;
    this.trial = trial;
    this.#calls = new Map(sources.map((source) => [source.name, new ScriptCall(source)]));
  }

  /** For a server of its own, and for masters with Sentinels. */
  static ofServer(): ScriptBook {
    return new ScriptBook(readScripts(), {
      keys: [recordKey(''), tombstoneKey(''), ringKey],
      args: ['', 'metadata', '0 none'],
    });
  }

  /** For the masters of a Redis Cluster, which want the keys of a script in one slot. */
  static ofCluster(): ScriptBook {
    return new ScriptBook(readClusterScripts(), {
      keys: [recordKey('none'), tombstoneKey('none')],
      args: ['', 'metadata'],
    });
  }

  call(name: ScriptName): ScriptCall {
    const call = this.#calls.get(name);
    if (call === undefined) throw new TypeError(`There is no script ${name}`);
    return call;
  }
}
