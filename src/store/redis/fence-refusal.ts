import { FencedOut } from '../session-node.ts';
import { decodeTopology } from '../topology-document.ts';
import { errorCode } from './reply-error.ts';

/** What `include/fence.lua` refused with; absent for any other error. */
export function fenceRefusal(nodeId: string, error: Error): Error | undefined {
  switch (errorCode(error)) {
    case 'BEHIND':
      return new FencedOut(nodeId, undefined);
    case 'STALE':
      return newerTopology(nodeId, error.message.slice('STALE '.length));
    default:
      return undefined;
  }
}

function newerTopology(nodeId: string, document: string): Error {
  try {
    return new FencedOut(nodeId, decodeTopology(document));
  } catch (error) {
    return new Error(`the node ${nodeId} has no valid topology`, { cause: error });
  }
}
