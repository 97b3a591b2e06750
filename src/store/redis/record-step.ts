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

/** One script on one session. */
export interface RecordStep<Outcome, Script extends RecordScriptName = RecordScriptName> {
  readonly script: Script;
  /** Of the session. */
  readonly id: string;
  /** Whose index it touches, too. */
  readonly userId: string | undefined;
  /** What the script is given before the delivery and the fence, which are put behind it. */
  readonly args: string[];
  readonly decode: (reply: RawReply) => Outcome;
}

/** One that may put down a copy of the record first. */
export type DeliveringStep<Outcome> = RecordStep<Outcome, RecordScriptName & DeliveringScriptName>;

/** What a script is given. */
export interface ScriptInput {
  readonly keys: string[];
  readonly args: string[];
}

/** The keys of a session. @param userId Whose index is touched, too. */
export function keysOf(id: string, userId?: string): string[] {
  const keys = [recordKey(id), tombstoneKey(id)];
  if (userId !== undefined) keys.push(userIndexKey(userId));
  return keys;
}

/** Runs a step behind the fence. */
export function runStep<Outcome>(
  scripts: NodeScripts,
  { script, id, userId, args, decode }: RecordStep<Outcome>,
  fence: string,
): Promise<Outcome> {
  return runFenced(scripts, script, { keys: keysOf(id, userId), args }, fence, decode);
}

/** Runs a step behind the fence, after putting down what the visit delivers. */
export function runVisit<Outcome>(
  scripts: NodeScripts,
  step: DeliveringStep<Outcome>,
  { fence, delivery }: Visit,
): Promise<Outcome> {
  if (delivery === undefined) return runStep(scripts, step, fence);
  const { script, id, userId, args, decode } = step;
  const input = withDelivery({ keys: keysOf(id, userId), args }, delivery);
  return runFenced(scripts, `delivering ${script}`, input, fence, decode);
}

/** Runs a script behind the fence: its key and argument come last (`include/fence.lua`). */
export function runFenced<Outcome>(
  scripts: NodeScripts,
  script: ScriptName,
  { keys, args }: ScriptInput,
  fence: string,
  decode: (reply: RawReply) => Outcome,
): Promise<Outcome> {
  keys.push(ringKey);
  args.push(nodeFence(fence, scripts.id));
  return scripts.run(script, keys, args, decode);
}

/** As `include/delivery.lua` takes it off again. */
export function withDelivery(
  { keys, args }: ScriptInput,
  { copy, missedAt }: Delivery,
): ScriptInput {
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
