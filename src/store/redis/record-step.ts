import type { Delivery } from '../record-moves.ts';
import type { Visit } from '../session-steps.ts';
import { nodeFence } from './node-fence.ts';
import { recordKey, ringKey, tombstoneKey, userIndexKey } from './record-codec.ts';
import type { RawReply } from './script-command.ts';
import type { ScriptRunner } from './script-runner.ts';
import type { DeliveringScriptName, RecordScriptName, ScriptName } from './script-source.ts';

/** Runs scripts on one node. */
export interface NodeScripts extends ScriptRunner {
  /** Of the node. */
  readonly id: string;
}

/** One script about a record, with what it is given before the fence. */
export interface RecordStep {
  readonly keys: string[];
  readonly args: string[];
}

/** The step of a script on one session. `userId`: whose index it touches, too. */
export function stepOn(id: string, args: string[], userId?: string): RecordStep {
  const keys = [recordKey(id), tombstoneKey(id)];
  if (userId !== undefined) keys.push(userIndexKey(userId));
  return { keys, args };
}

/** Runs a script behind the fence, after putting down what the visit delivers. */
export function runStep<Outcome>(
  connection: NodeScripts,
  script: RecordScriptName & DeliveringScriptName,
  { keys, args }: RecordStep,
  { fence, delivery }: Visit,
  decode: (reply: RawReply) => Outcome,
): Promise<Outcome> {
  if (delivery === undefined) return runFenced(connection, script, { keys, args }, fence, decode);
  return runFenced(
    connection,
    `delivering ${script}`,
    withDelivery({ keys, args }, delivery),
    fence,
    decode,
  );
}

/** Runs a script behind the fence: its key and argument come last (`include/fence.lua`). */
export function runFenced<Outcome>(
  connection: NodeScripts,
  script: ScriptName,
  { keys, args }: RecordStep,
  fence: string,
  decode: (reply: RawReply) => Outcome,
): Promise<Outcome> {
  keys.push(ringKey);
  args.push(nodeFence(fence, connection.id));
  return connection.run(script, keys, args, decode);
}

/** As `include/delivery.lua` takes it off again. */
export function withDelivery({ keys, args }: RecordStep, { copy, missedAt }: Delivery): RecordStep {
  return {
    keys: copy.userId === undefined ? keys : [...keys, userIndexKey(copy.userId)],
    args: [
      ...args,
      ...copy.fields,
      String(copy.fields.length),
      String(copy.ttlMs),
      String(missedAt),
    ],
  };
}
