import { z } from 'zod';
import { checkedTopologyNodes, type Topology, type TopologyNode } from '../ring/topology.ts';
import { nodeAddress, nodeKindOf } from './node-address.ts';
import { holdsCredentials } from './node-credentials.ts';
import { RingError } from './ring-error.ts';

/** Of ring and changes: one word, since a fence is two of them with a space between. */
const name = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');

const node = z.object({
  id: z.string(),
  weight: z.number(),
  points: z.number(),
  url: z
    .string()
    .refine((url) => nodeKindOf(url) !== undefined, 'must be the URL of a node')
    .refine(
      (url) => nodeKindOf(url) === undefined || !holdsCredentials(url),
      'must hold no user and no password: each gateway has its own',
    ),
});

const nodes = z.array(node).superRefine((list, context) => {
  try {
    checkedTopologyNodes(list);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
});

const document = z.object({
  ringId: name,
  epoch: z.int().min(1),
  changeId: name,
  nodes,
  from: nodes.optional(),
});

/** The ring's document as a node keeps it: JSON with these fields and no others, without credentials. */
export function encodeTopology({ ringId, epoch, changeId, nodes, from }: Topology): string {
  const stripped = (list: readonly TopologyNode[]): TopologyNode[] =>
    list.map(({ id, weight, points, url }) => ({ id, weight, points, url: nodeAddress(url) }));
  return JSON.stringify({
    ringId,
    epoch,
    changeId,
    nodes: stripped(nodes),
    ...(from && { from: stripped(from) }),
  });
}

/**
 * Reads what {@link encodeTopology} wrote; fields it does not know are left out.
 *
 * @throws {RingError} `RING_DOCUMENT_INVALID` that names each field at fault.
 */
export function decodeTopology(text: string): Topology {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may hold anything.
    throw invalid('it is no JSON');
  }
  const result = document.safeParse(json);
  if (!result.success) {
    throw invalid(
      result.error.issues
        .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
        .join('; '),
    );
  }
  const { from, ...rest } = result.data;
  return from ? { ...rest, from } : rest;
}

function invalid(reason: string): RingError {
  return new RingError(
    'RING_DOCUMENT_INVALID',
    `the document of the ring cannot be used: ${reason}. Copy the field \`document\` of the hash \`ring\` from another node`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
