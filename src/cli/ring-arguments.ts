import { InvalidArgumentError } from 'commander';
import { nodeUrls } from '../config/node-url.ts';
import type { PlacedNode } from '../ring/ring-change.ts';
import { holdsCredentials } from '../store/node-credentials.ts';

/** Records a second; `max`: as fast as the nodes allow. */
export type MoveRate = number | 'max';

/** A node's URL as it was given. */
export interface NodeArgument {
  /** Without credentials, `id` and `weight`. */
  readonly url: string;
  /** What it is called where nothing else is said: `host:port`, a socket's path, the name of a master. */
  readonly place: string;
  readonly id: string | undefined;
  readonly weight: number | undefined;
}

/** The argument of `--rate`. @throws InvalidArgumentError */
export function rateOf(text: string): MoveRate {
  if (text === 'max') return text;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a positive whole number of records a second, or max.');
}

/** @throws InvalidArgumentError */
export function weightOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a positive whole number.');
}

/** The argument of `--id`. @throws InvalidArgumentError */
export function nodeIdOf(text: string): string {
  if (/^[\x21-\x7e]{1,128}$/.test(text)) return text;
  throw new InvalidArgumentError('It must have 1 to 128 printable ASCII characters, no spaces.');
}

/** The node that is to be added. @throws InvalidArgumentError */
export function nodeArgumentOf(text: string): NodeArgument {
  const { data: nodes, error } = nodeUrls.safeParse(text);
  if (error) {
    const rules = error.issues.map(({ message }) => message.replace(/^node \d+ /, ''));
    throw new InvalidArgumentError(`It ${rules.join(', and ')}.`);
  }
  const [node, another] = nodes;
  if (node?.kind === 'memory') {
    throw new InvalidArgumentError(
      'A memory node lives in one process: it can be neither added to a running ring nor removed from it.',
    );
  }
  if (node?.url === undefined || another) throw new InvalidArgumentError('It must be one URL.');
  if (holdsCredentials(node.url)) {
    throw new InvalidArgumentError(
      'It must hold no user and no password, which others on this machine could see: give them in RINGGATE_NODES or RINGGATE_NODE_PASSWORD, as the gateways need them there, too.',
    );
  }
  const hasWeight = /[?&]weight=/.test(text);
  return {
    url: node.url,
    place: node.place,
    id: node.id,
    weight: hasWeight ? node.weight : undefined,
  };
}

/** Puts the URL and the options together; what neither says is told by its place, and weighs 1. */
export function placedNode(
  node: NodeArgument,
  { id, weight }: { readonly id?: string; readonly weight?: number },
): PlacedNode {
  return {
    id: id ?? node.id ?? node.place,
    weight: weight ?? node.weight ?? 1,
    url: node.url,
  };
}
